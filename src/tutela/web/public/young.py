"""A page for children and young people: what they can do now, and whom they can talk to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - read by pydantic
from functools import cache
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response  # noqa: TC002 - read by FastAPI

from tutela.law import documents
from tutela.texts.phrase import day
from tutela.web.access import open_to_all
from tutela.web.public.frame import PUBLIC, page

PATH: Final = PUBLIC + "/young"
FILE: Final = Path(__file__).with_name("helplines.yaml")
UNION: Final = "EU"
# Somewhere that says nothing about who was here.
AWAY: Final = "https://www.wikipedia.org/"
router = APIRouter(include_in_schema=False, dependencies=[Depends(open_to_all)])


@dataclass(frozen=True, slots=True)
class Helpline:
    """Whom to call in a country (ISO 3166-1, under its own name) or in the whole Union (`EU`).

    Name and number are None where we know none for sure. `checked` is of when the source is; None
    where it gives no day: the page says so.
    """

    country: str
    called: str
    language: str
    name: str | None
    number: str | None
    source: str
    checked: date | None

    @property
    def tag(self) -> str:
        """What names it in an address: a country may have several languages."""
        return f"{self.country}-{self.language}".lower()

    @property
    def dialled(self) -> str:
        """The number as a telephone takes it."""
        return (self.number or "").replace(" ", "")

    @property
    def read_on(self) -> str:
        """The day it was read, for whoever is about to dial; empty where nobody knows."""
        return day(self.checked) if self.checked else ""


@cache
def known() -> tuple[Helpline, ...]:
    """All of them, by the names of their countries. Raises DocumentBroken."""
    found = documents.parse(FILE.read_text(encoding="utf-8"), tuple[Helpline, ...], FILE.name)
    return tuple(sorted(found, key=lambda one: one.called))


def countries() -> tuple[Helpline, ...]:
    """Those of the Member States, each of which has at least one line."""
    return tuple(one for one in known() if one.country != UNION)


@router.get(PATH)
def young(request: Request, country: str = "") -> Response:
    """The page; `country` chooses whose helpline stands first. Nothing is asked or noted here."""
    chosen = next((one for one in countries() if one.tag == country), None)
    return page(request, "public/young.html", chosen=chosen, countries=countries(), away=AWAY)
