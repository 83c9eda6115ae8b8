"""Claims and what people note on a case, as values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from tutela.casework.claims.machine import ClaimState
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Claim:
    """Who works on a case, and until when by the node's clock unless they go on."""

    state: ClaimState
    by: str | None
    by_name: str | None
    until: datetime | None

    def lapsed(self, now: datetime) -> bool:
        """Whether its time ran out."""
        return self.until is not None and self.until <= now

    def at(self, now: datetime) -> Claim:
        """What it comes to at an instant: a claim whose time ran out is none."""
        return (
            replace(self.without_holder(), state=_LAPSED[self.state]) if self.lapsed(now) else self
        )

    def without_holder(self) -> Claim:
        return replace(self, by=None, by_name=None, until=None)


_LAPSED = {
    ClaimState.FREE: ClaimState.FREE,
    ClaimState.CLAIMED: ClaimState.FREE,
    ClaimState.ESCALATED: ClaimState.ESCALATED,
    ClaimState.WITH_SENIOR: ClaimState.ESCALATED,
}


class SkipReason(StrEnum):
    """Why somebody leaves a case to others: a closed list."""

    LANGUAGE = "language"
    KNOWLEDGE = "knowledge"
    CONCERNED = "concerned"
    STRAIN = "strain"
    TECHNICAL = "technical"
    OTHER = "other"

    @property
    def sentence(self) -> str:
        return _SKIPS[self]


_SKIPS = {
    SkipReason.LANGUAGE: phrase("I do not read the language."),
    SkipReason.KNOWLEDGE: phrase("It needs knowledge that I do not have."),
    SkipReason.CONCERNED: phrase("I know somebody concerned."),
    SkipReason.STRAIN: phrase("It is not good for me now."),
    SkipReason.TECHNICAL: phrase("It cannot be opened or judged as it is."),
    SkipReason.OTHER: phrase("Another reason, said in words."),
}


class NoteKind(StrEnum):
    """What a person noted on a case, and at which move."""

    COMMENT = "comment"
    SKIP = "skip"
    ESCALATE = "escalate"
    REASSIGN = "reassign"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Note:
    """Words kept with a case. `why` is a skip's reason; until `until` its author is spared it."""

    id: UUID
    case_id: UUID
    kind: NoteKind
    words: str
    by: str
    by_name: str
    at: datetime
    why: SkipReason | None = None
    until: datetime | None = None
