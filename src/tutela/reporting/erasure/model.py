"""Certificates as stored, and how erasure stands, ready for a door to render."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tutela.texts.phrase import phrase, several

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

# One is made a day; a missed run is tried again by itself within hours.
LONGEST_GAP: Final = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class Certificate:
    """One signed statement. `erased` and `overdue` count what it names."""

    id: UUID
    statement: str = field(repr=False)
    signature: str = field(repr=False)
    erased: int
    overdue: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What the last certificate says; none is made yet where `made_at` is None."""

    made_at: datetime | None
    erased: int
    overdue: int

    def good(self, now: datetime) -> bool:
        """Whether nothing is overdue, by a certificate that is not too old."""
        return self.made_at is not None and not self.overdue and now - self.made_at <= LONGEST_GAP

    def sentence(self, now: datetime) -> str:
        """How erasure stands, in words."""
        if self.made_at is None:
            return phrase("No certificate of erasure has been made yet; one is made every day.")
        when = f"{self.made_at:%Y-%m-%d %H:%M} UTC"
        if self.overdue:
            return several(
                self.overdue,
                "{n} thing should have been erased and was not, by the proof of {when}.",
                "{n} things should have been erased and were not, by the proof of {when}.",
                when=when,
            )
        if now - self.made_at > LONGEST_GAP:
            return phrase("The last proof of erasure is too old: it was made on {when}.", when=when)
        return phrase("Nothing outlived its clock, by the proof of {when}.", when=when)
