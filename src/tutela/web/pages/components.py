"""The page that shows every part our pages are made of, for whoever builds one.

The tokens are read from the style sheet and the badges from the template that draws them, so a new
one is here by itself; a test holds that every macro of the shared templates is used here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request

from tutela.operating.advice import ADVICE
from tutela.platform.accounts.model import Session  # noqa: TC001 - read by FastAPI
from tutela.platform.secret import Secret
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.access import signed_in
from tutela.web.pages.drafts import Problem
from tutela.web.pages.words import Moment, ago, hold_clock, until

if TYPE_CHECKING:
    from starlette.responses import Response

router = APIRouter(include_in_schema=False)
SHEET = "tutela.css"
THEN = datetime(2026, 1, 1, 12, tzinfo=UTC)
TONES = {
    "calm": phrase("It is done, or nothing is asked of you."),
    "heed": phrase("Look at this soon."),
    "stop": phrase("This is grave, or it was refused."),
    "open": phrase("It waits, or nobody knows."),
}


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits for a decision, or was decided."""

    due: Moment | None = None
    late: bool = False
    decided: Moment | None = None


_WAITS = (
    Waits(due=until(THEN + timedelta(days=2), THEN)),
    Waits(due=until(THEN - timedelta(hours=3), THEN), late=True),
    Waits(decided=ago(THEN - timedelta(days=1), THEN)),
)
_TOKEN = re.compile(r"^  --([a-z-]+): ([^;]+);$", re.MULTILINE)
_COLOUR = re.compile(r"#[0-9a-f]{3,6}")


@router.get("/components")
def components(request: Request, session: Annotated[Session, Depends(signed_in)]) -> Response:  # noqa: ARG001 - the lock
    """Tokens, type, buttons, fields, notices, badges, tables, lists and empty places."""
    colours, sizes = tokens()
    return templates.page(
        request,
        "components.html",
        colours=colours,
        sizes=sizes,
        tones=TONES,
        badges=sorted(templates.module("parts.html").badges),
        advice=ADVICE["home"],
        clocks=_clocks(),
        waits=_WAITS,
        then=THEN,
        ago=ago(THEN - timedelta(hours=5), THEN),
        sample=Secret(""),  # this form changes nothing
        wrong=Problem(
            phrase("The reason is missing: say it in your own words."), 409, "sample", "wrong"
        ),
    )


@cache
def tokens() -> tuple[tuple[str, ...], dict[str, str]]:
    """The names of the colours, and the other tokens with their values, of the light design."""
    sheet = (templates.STATIC / SHEET).read_text(encoding="utf-8")
    root = sheet[sheet.index(":root {") : sheet.index("}")]
    found = dict(_TOKEN.findall(root))
    colours = tuple(name for name, value in found.items() if _COLOUR.fullmatch(value))
    return colours, {name: value for name, value in found.items() if name not in colours}


def _clocks() -> tuple[Moment, ...]:
    return tuple(hold_clock(THEN + timedelta(hours=left), THEN) for left in (60, 5, -3))
