"""A complaint as pages show it, and what other bodies were asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.law.model import Finding
from tutela.redress.complaints.model import State
from tutela.redress.complaints.proceeding import Kind
from tutela.redress.notices.model import Outcome as NoticeOutcome
from tutela.texts.phrase import phrase
from tutela.web.pages.words import Moment, ago, short, until

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from tutela.redress.complaints.model import Complaint
    from tutela.redress.complaints.proceeding import Proceeding

# What the item is instead, where its restriction is reversed.
FINDINGS = (
    (Finding.NOT_ABUSE_MATERIAL.value, phrase("not abuse material; it is restored")),
    (Finding.OTHER_ILLEGAL.value, phrase("illegal for another reason; our hold on it ends")),
    (Finding.AGE_AMBIGUOUS.value, phrase("an age that nobody can tell; our hold on it ends")),
)
# The same of what was removed after a notice.
RESTORED = (
    (
        NoticeOutcome.NOT_ILLEGAL.value,
        phrase("neither illegal nor against the terms; the platform is asked to restore it"),
    ),
)
# The same of an account that is suspended.
LIFTED = phrase("the account is no longer suspended; the platform is told")
_MOVES = {
    (Kind.DISPUTE, "lodged"): (("extend", phrase("it takes longer, once")),),
    (Kind.COURT, "filed"): (
        ("admit", phrase("admitted")),
        ("dismissed", phrase("dismissed")),
    ),
}
_ENDS = (("upheld", phrase("the decision stands")), ("reversed", phrase("reversed")))
_STATES = {
    "lodged": phrase("under way"),
    "extended": phrase("takes longer"),
    "filed": phrase("not admitted yet"),
    "pending": phrase("admitted"),
    "decided": phrase("decided"),
}


@dataclass(frozen=True, slots=True)
class ComplaintLine:
    """One complaint in a list."""

    id: UUID
    short: str
    about: str
    service: str
    received: Moment
    due: Moment | None
    late: bool
    proposed: bool
    decided: Moment | None
    outcome: str
    paused: Moment | None


@dataclass(frozen=True, slots=True)
class ComplaintView:
    """One complaint, whole."""

    id: UUID
    short: str
    about: str
    words: str
    service: str
    item: bool
    statement_id: UUID | None
    notice_id: UUID | None
    case_id: UUID
    received_at: datetime
    due: Moment | None
    late: bool
    proposed: bool
    outcome: str
    told: str
    unfounded: bool
    account_only: bool
    single_person: bool
    decided_at: datetime | None
    decided_by: str
    erase_at: datetime | None
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProceedingLine:
    """What another body was asked, and what it may still do."""

    id: UUID
    kind: str
    body: str
    reference: str
    begun_on: date
    state: str
    due: Moment | None
    result: str
    reason: str
    statement_id: UUID | None
    notice_id: UUID | None
    item: bool
    moves: tuple[tuple[str, str], ...]

    @property
    def form(self) -> str:
        """The name of the form that moves it: a page has several."""
        return str(self.id)


def line_of(one: Complaint, now: datetime) -> ComplaintLine:
    """A complaint as one line of a list."""
    return ComplaintLine(
        id=one.id,
        short=short(one.id),
        about=one.whose.words,
        service=one.service_id,
        received=ago(one.received_at, now),
        due=until(one.due_at, now) if one.waits else None,
        late=one.late_at(now),
        proposed=one.state is State.PROPOSED,
        decided=ago(one.decided_at, now) if one.decided_at else None,
        outcome=one.outcome.words if one.outcome else "",
        paused=until(one.paused_until, now) if one.paused_until and one.waits else None,
    )


def view_of(one: Complaint, now: datetime) -> ComplaintView:
    """A complaint with everything that was said and done."""
    return ComplaintView(
        id=one.id,
        short=short(one.id),
        about=one.whose.words,
        words=one.words,
        service=one.service_id,
        item=one.item_id is not None,
        statement_id=one.statement_id,
        notice_id=one.notice_id,
        case_id=one.case_id,
        received_at=one.received_at,
        due=until(one.due_at, now) if one.waits else None,
        late=one.late_at(now),
        proposed=one.state is State.PROPOSED,
        outcome=one.outcome.words if one.outcome else "",
        told=one.told,
        unfounded=one.unfounded,
        account_only=one.account_only,
        single_person=one.single_person,
        decided_at=one.decided_at,
        decided_by=one.decided_by_name,
        erase_at=one.erase_at,
        erased_at=one.erased_at,
    )


def proceeding_line(one: Proceeding, now: datetime) -> ProceedingLine:
    """What another body was asked, as a line."""
    moves = _MOVES.get((one.kind, one.state), ())
    undecidable = one.kind is Kind.COURT and one.state == "filed"
    return ProceedingLine(
        id=one.id,
        kind=one.kind.words,
        body=one.body,
        reference=one.reference,
        begun_on=one.begun_on,
        state=_STATES[one.state],
        due=until(one.due_at, now) if one.due_at and one.runs else None,
        result=one.result.words if one.result else "",
        reason=one.reason,
        statement_id=one.statement_id,
        notice_id=one.notice_id,
        item=one.item_id is not None,
        moves=(*moves, *(() if undecidable else _ENDS)) if one.runs else (),
    )
