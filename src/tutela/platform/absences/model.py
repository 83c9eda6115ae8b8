"""Absences as values, and who stands in for whom at an instant. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is away from `since` until `until`, and `cover` stands in for them, if anybody."""

    id: UUID
    account_id: UUID
    cover_id: UUID | None
    since: datetime
    until: datetime

    def lasts(self, now: datetime) -> bool:
        """Whether they are away at an instant."""
        return self.since <= now < self.until

    def meets(self, other: Absence) -> bool:
        """Whether both last at some instant."""
        return self.since < other.until and other.since < self.until


@dataclass(frozen=True, slots=True)
class Named:
    """An absence with the names of people, for a page or a table."""

    absence: Absence
    name: str
    cover: str
    said_by: str
    reason: str


def away(absences: Iterable[Absence], now: datetime) -> dict[UUID, Absence]:
    """Who is away at an instant, by account."""
    return {one.account_id: one for one in absences if one.lasts(now)}


def stands_in(gone: dict[UUID, Absence], person: UUID, able: Collection[UUID]) -> UUID | None:
    """Who does `person`'s part: they themselves, their cover, the cover's cover; None: nobody.

    `able` are those who may do it at all: a cover whose account ended is none.
    """
    seen = set()
    current: UUID | None = person
    while current is not None and current in gone and current not in seen:
        seen.add(current)
        current = gone[current].cover_id
    return current if current in able and current not in gone else None


def circular(absences: Iterable[Absence], new: Absence) -> bool:
    """Whether following covers from `new` leads back to who is away, in absences that meet it."""
    met = [one for one in absences if one.meets(new)]
    reached, found = {new.cover_id}, True
    while found:
        more = {one.cover_id for one in met if one.account_id in reached} - reached - {None}
        found, reached = bool(more), reached | more
    return new.account_id in reached
