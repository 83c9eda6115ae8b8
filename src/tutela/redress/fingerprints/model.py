"""A request about a picture of oneself, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID


class State(StrEnum):
    """Where a request stands."""

    RECEIVED = "received"  # waits for its place in the bank
    ENTERED = "entered"  # flags, never holds
    ACCEPTED = "accepted"  # two people agreed: it may hold
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Whose(StrEnum):
    """Who asks, as they say themselves."""

    SELF = "self"
    CARER = "carer"

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    Whose.SELF: phrase("shows who asks, as a minor"),
    Whose.CARER: phrase("shows a minor whom who asks cares for"),
}


@dataclass(frozen=True, slots=True)
class Numbers:
    """What stands for the picture: SHA-256 of its file (32 bytes), and PDQ (32 bytes) if there was
    one of sufficient quality. They never print themselves.
    """

    sha256: bytes = field(repr=False)
    pdq: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class FingerprintRequest:
    """One request. `numbers` are gone from it once they are in the bank, or it is over."""

    id: UUID
    state: State
    whose: Whose
    has_pdq: bool
    received_at: datetime
    entered_at: datetime | None
    ended_at: datetime | None
    problem: str
    numbers: Numbers | None = field(repr=False, default=None)

    @property
    def reference(self) -> str:
        """What its indicator is known by in the bank: every request vouches for itself alone."""
        return f"request-{self.id}"
