"""Whom people who work here can talk to: read from `support.yaml`, each with source and date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from tutela.law import documents
from tutela.texts.phrase import phrase, several

OLD = timedelta(days=5 * 365)
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

    def age(self, today: date) -> str:
        """How old the source is, in words for whoever is about to dial."""
        before = (today.month, today.day) < (self.dated.month, self.dated.day)
        years = today.year - self.dated.year - before
        if years < 1:
            return phrase("less than a year ago")
        return several(years, "{n} year ago", "{n} years ago")

    def is_old(self, today: date) -> bool:
        """Whether the number may well have changed since."""
        return today - self.dated >= OLD


@cache
def contacts() -> tuple[Contact, ...]:
    """All of them, those of every country first. Raises DocumentBroken."""
    return documents.parse(FILE.read_text(encoding="utf-8"), tuple[Contact, ...], FILE.name)
