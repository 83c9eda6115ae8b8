"""Whom people who work here can talk to: read from `support.yaml`, each with source and date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - read by pydantic
from functools import cache
from pathlib import Path

from tutela.law import documents

FILE = Path(__file__).with_name("support.yaml")


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to talk to. `contact` is a number as one dials it; `dated` is of the source."""

    country: str
    name: str
    contact: str
    about: str
    source: str
    dated: date


@cache
def contacts() -> tuple[Contact, ...]:
    """All of them, those of every country first. Raises DocumentBroken."""
    return documents.parse(FILE.read_text(encoding="utf-8"), tuple[Contact, ...], FILE.name)
