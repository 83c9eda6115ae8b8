"""A complaint as values: against what it is, and what came of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID


class Whose(StrEnum):
    """Who complains (Article 20(1)): both are recipients of the service."""

    USER = "user"  # whose item was restricted
    NOTIFIER = "notifier"  # who gave notice, and does not agree with what came of it

    @property
    def words(self) -> str:
        return _WHOSE[self]


_WHOSE = {
    Whose.USER: phrase("about a restriction"),
    Whose.NOTIFIER: phrase("about the decision on a notice"),
}


class State(StrEnum):
    """Where a complaint stands."""

    LODGED = "lodged"
    PROPOSED = "proposed"  # its reversal waits for a second person
    DECIDED = "decided"
    ERASED = "erased"


class Outcome(StrEnum):
    """What came of the decision complained about, as the Commission's report names it."""

    UPHELD = "upheld"
    PARTLY_REVERSED = "partly-reversed"  # not what it was taken for, and yet maybe not allowed
    REVERSED = "reversed"

    @property
    def words(self) -> str:
        """The outcome in a few words, for the desk."""
        return _OUTCOMES[self]


_OUTCOMES = {
    Outcome.UPHELD: phrase("the decision stands"),
    Outcome.PARTLY_REVERSED: phrase("partly reversed"),
    Outcome.REVERSED: phrase("reversed"),
}
LONGEST_WORDS: Final = 5000
LONGEST_REFERENCE: Final = 200


@dataclass(frozen=True, slots=True)
class Complaint:
    """One complaint: about a statement, or about a notice. Nobody's words are in a `repr`.

    `told` is what whoever complained is told of the decision. `single_person`: the only person of
    the node decided about their own decision, after the cooling-off.
    """

    id: UUID
    service_id: str
    whose: Whose
    statement_id: UUID | None
    notice_id: UUID | None
    case_id: UUID
    item_id: UUID | None
    words: str = field(repr=False)
    language: str
    state: State
    received_at: datetime
    due_at: datetime
    outcome: Outcome | None = None
    told: str = field(default="", repr=False)
    unfounded: bool = False
    reference: str = field(default="", repr=False)  # the platform's own name of it
    account_only: bool = False  # only what was decided about the account was taken back
    single_person: bool = False
    decided_at: datetime | None = None
    decided_by: str = ""
    decided_by_name: str = ""
    erase_at: datetime | None = None
    erased_at: datetime | None = None
    paused_until: datetime | None = None
    pause_id: UUID | None = None

    @property
    def about(self) -> UUID:
        """The number of the statement, or of the notice."""
        number = self.statement_id or self.notice_id
        assert number is not None  # noqa: S101 - the table wants one of the two
        return number

    @property
    def waits(self) -> bool:
        """Whether a person has to do something about it."""
        return self.state in (State.LODGED, State.PROPOSED)

    def is_again(self, words: str, reference: str) -> bool:
        """Whether what is lodged now is this one, sent again."""
        return self.words == words or bool(reference and self.reference == reference)

    def late_at(self, now: datetime) -> bool:
        """Whether it waits longer than it should."""
        return self.waits and now > self.due_at
