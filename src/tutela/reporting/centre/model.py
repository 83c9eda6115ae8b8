"""What the Centre said of a report, as values. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID


class WordKind(StrEnum):
    """What the Centre may say."""

    QUESTION = "question"
    UNFOUNDED = "unfounded"
    OUTCOME = "outcome"

    @property
    def words(self) -> str:
        return _WORDS[self]


class UnfoundedTest(StrEnum):
    """By which test the Centre found that a report is not to be passed on."""

    MANIFESTLY = "manifestly-unfounded"  # the draft's (recital 65)
    SUBSTANTIATED = "substantiated"  # the stricter one, which a Centre may set

    @property
    def words(self) -> str:
        return _TESTS[self]


_TESTS = {
    UnfoundedTest.MANIFESTLY: phrase("evident without any analysis"),
    UnfoundedTest.SUBSTANTIATED: phrase("facts do not make it likely"),
}


class Finding(StrEnum):
    """What the Centre passes on that an authority found of an item."""

    CONFIRMED = "confirmed"
    NOT_ABUSE = "not-abuse-material"
    CANNOT_TELL = "cannot-tell"

    @property
    def words(self) -> str:
        return _FINDINGS[self]


_FINDINGS = {
    Finding.CONFIRMED: phrase("abuse material"),
    Finding.NOT_ABUSE: phrase("not abuse material"),
    Finding.CANNOT_TELL: phrase("nobody can tell"),
}
_WORDS = {
    WordKind.QUESTION: phrase("The EU Centre asks"),
    WordKind.UNFOUNDED: phrase("The EU Centre found it unfounded"),
    WordKind.OUTCOME: phrase("An authority assessed an item"),
}


@dataclass(frozen=True, slots=True)
class Word:
    """Something that the Centre said of a report. It waits for a person until it is settled."""

    id: UUID
    kind: WordKind
    item_id: UUID | None
    finding: str
    text: str = field(repr=False)
    answer: str = field(repr=False)
    said_at: datetime
    settled_at: datetime | None
    settled_by_name: str
