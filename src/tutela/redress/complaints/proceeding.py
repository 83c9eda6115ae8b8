"""What goes beyond the provider, as values: which body was asked, and what it said. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tutela.law.machines.complaint import COURT_CASE, DISPUTE
from tutela.law.machines.parts import Party
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

    from tutela.law.machine import Machine


class Kind(StrEnum):
    """Which way was taken."""

    DISPUTE = "dispute"  # a certified out-of-court body (Article 21)
    COURT = "court"

    @property
    def words(self) -> str:
        return _KINDS[self]


class Result(StrEnum):
    """What the body decided about the decision made here."""

    UPHELD = "upheld"
    REVERSED = "reversed"
    DISMISSED = "dismissed"  # a court did not take the case

    @property
    def words(self) -> str:
        return _RESULTS[self]


_KINDS = {
    Kind.DISPUTE: phrase("out-of-court body"),
    Kind.COURT: phrase("court"),
}
_RESULTS = {
    Result.UPHELD: phrase("the decision stands"),
    Result.REVERSED: phrase("reversed"),
    Result.DISMISSED: phrase("dismissed"),
}
# The tables of the law by which each goes, whose moves it is, and the event that begins it.
LAW: Final[Mapping[Kind, Machine[str]]] = {Kind.DISPUTE: DISPUTE, Kind.COURT: COURT_CASE}
BODY: Final = {Kind.DISPUTE: Party.DISPUTE_BODY, Kind.COURT: Party.COURT}
BEGINS: Final = {Kind.DISPUTE: "dispute:lodge", Kind.COURT: "court-case:file"}


@dataclass(frozen=True, slots=True)
class Proceeding:
    """One dispute or case, about what a statement or a notice tells of. `due_at`: by when an
    out-of-court body should decide; None for a court.
    """

    id: UUID
    service_id: str
    kind: Kind
    statement_id: UUID | None
    notice_id: UUID | None
    case_id: UUID
    item_id: UUID | None
    body: str
    reference: str
    state: str
    begun_on: date
    due_at: datetime | None
    recorded_at: datetime
    recorded_by_name: str
    result: Result | None = None
    reason: str = ""
    ended_at: datetime | None = None
    ended_by_name: str = ""

    @property
    def runs(self) -> bool:
        return self.ended_at is None
