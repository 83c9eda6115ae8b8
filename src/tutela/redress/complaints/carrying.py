"""Doing what an answer asks for: in the case of an item, with a notice and what it led to, or with
an account that is suspended.

The item, or the case and then the notice with those that joined it, or the case of a suspension, is
locked before the complaint, as where it is decided on its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from tutela.casework import accounts, decisions, locking, noticed
from tutela.casework.machine import WAITING, ItemState
from tutela.law.model import Finding
from tutela.redress.complaints import store
from tutela.redress.complaints.errors import (
    AlreadyRestored,
    FindingNeeded,
    ItemUndecided,
    LiftedAlready,
    LiftNeeded,
    NoticeOutcomeNeeded,
)
from tutela.redress.complaints.model import Outcome
from tutela.redress.notices import deciding as notices
from tutela.redress.notices import store as notice_store
from tutela.redress.notices.model import FOUNDED
from tutela.redress.notices.model import Outcome as NoticeOutcome
from tutela.redress.statements import removed, store_suspensions, store_takedowns

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from tutela.casework.store import LockedItem
    from tutela.platform.work import Work
    from tutela.redress.complaints.answer import Answer
    from tutela.redress.complaints.model import Complaint
    from tutela.redress.statements.suspension import Suspension
    from tutela.redress.statements.takedown import Takedown

# What an item can be instead.
INSTEAD: Final = (Finding.NOT_ABUSE_MATERIAL, Finding.OTHER_ILLEGAL, Finding.AGE_AMBIGUOUS)
# What can have come of a notice after all, where what was removed after it is to be restored.
UNFOUNDED: Final = frozenset({NoticeOutcome.NOT_ILLEGAL})
# How far a finding reverses what was confirmed.
OUTCOMES: Final[Mapping[ItemState, Outcome]] = {
    ItemState.REJECTED: Outcome.REVERSED,
    ItemState.OTHER_ILLEGAL: Outcome.PARTLY_REVERSED,
    ItemState.AGE_AMBIGUOUS: Outcome.PARTLY_REVERSED,
}


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an answer. `outcome` is None where it waits for a second person, in the case
    `case_id`; `notices` are those whose decision changed.
    """

    outcome: Outcome | None
    case_id: UUID
    notices: tuple[UUID, ...] = ()


class Answered(Protocol):
    """What follows of an answer about a suspension where misuse is, in the same work; nothing where
    the suspension is over. `lifted`: whoever complained was right. `misuse.ending.answered` is it.
    """

    def __call__(self, work: Work, misuse_id: UUID, words: str, *, lifted: bool) -> None: ...


def lock_about(work: Work, one: Complaint) -> None:
    """Makes all who answer complaints about the same, or decide it, take turns."""
    if one.item_id:
        locking.wherever(work, one.item_id)
    else:
        noticed.lock(work, one.case_id)
        if one.notice_id:
            notice_store.lock_same(work.connection, one.notice_id)
        elif not suspension_of(work, one):
            _lock_takedown(work, one.about)


def carry_out(work: Work, one: Complaint, answer: Answer, answered: Answered | None) -> Done:
    """Does what the answer to a complaint asks for, whatever it is about. `answered` is needed
    where it is about a suspension.
    """
    if one.notice_id:
        return on_notice(work, one, answer)
    if one.item_id:
        return on_item(work, one, answer)
    if about := suspension_of(work, one):
        assert answered is not None  # noqa: S101 - every door gives it
        return on_suspension(work, one, about, answer, answered)
    return on_takedown(work, one, answer)


def on_item(work: Work, one: Complaint, answer: Answer) -> Done:
    """Raises ItemUndecided, AlreadyRestored, FindingNeeded, AccountNotClosed, and what a reversal
    raises.
    """
    assert one.item_id is not None  # noqa: S101 - it was asked before
    reason = f"complaint {one.id}"
    if answer.account:
        accounts.reopen(work, _decided(work, one.item_id), reason)
        return Done(Outcome.PARTLY_REVERSED, one.case_id)
    if answer.reverses:
        return put_right(work, one.item_id, answer.finding, reason, seen=answer.seen_at_platform)
    if _decided(work, one.item_id).state is ItemState.REJECTED:
        raise AlreadyRestored
    return Done(Outcome.UPHELD, one.case_id)


def put_right(
    work: Work, item_id: UUID, finding: Finding | None, reason: str, *, seen: bool
) -> Done:
    """Reverses the decision in force on an item, unless it is found harmless already.

    Raises ItemUndecided, FindingNeeded, and what a reversal raises.
    """
    if finding not in INSTEAD:
        raise FindingNeeded(choices=", ".join(INSTEAD))
    item = _decided(work, item_id)
    if item.state is ItemState.REJECTED:
        return Done(Outcome.REVERSED, item.case_id)
    judgement = decisions.Judgement(finding, reason, seen_at_platform=seen)
    made = decisions.reverse_within(work, item.case_id, item_id, judgement)
    return Done(OUTCOMES.get(made.state), made.case_id)


def on_notice(work: Work, one: Complaint, answer: Answer) -> Done:
    """Raises NoticeOutcomeNeeded, and what a notice's decision raises."""
    assert one.notice_id is not None  # noqa: S101 - what a notifier complains of is a notice
    if not answer.reverses:
        return Done(Outcome.UPHELD, one.case_id)
    if answer.notice not in FOUNDED:
        raise NoticeOutcomeNeeded(choices=", ".join(sorted(FOUNDED)))
    judgement = notices.Judgement(answer.notice, answer.told.strip())
    same = notice_store.lock_same(work.connection, one.notice_id)
    waiting = store.waiting_about_notices(work.connection, [each.id for each in same])
    answered = {each.notice_id for each in waiting if each.notice_id}
    changed = notices.redecide(work, one.notice_id, judgement, answered=answered)
    return Done(Outcome.REVERSED, one.case_id, tuple(changed))


def on_takedown(work: Work, one: Complaint, answer: Answer) -> Done:
    """Raises NoticeOutcomeNeeded, AlreadyRestored."""
    takedown = _lock_takedown(work, one.about)
    if not answer.reverses:
        if takedown.restored_at:
            raise AlreadyRestored
        return Done(Outcome.UPHELD, one.case_id)
    if answer.notice not in UNFOUNDED:
        raise NoticeOutcomeNeeded(choices=", ".join(sorted(UNFOUNDED)))
    restore(work, one.about)
    return Done(Outcome.REVERSED, one.case_id)


def on_suspension(
    work: Work, one: Complaint, about: Suspension, answer: Answer, answered: Answered
) -> Done:
    """Raises LiftNeeded, LiftedAlready."""
    if answer.reverses and not answer.lifts:
        raise LiftNeeded
    if about.lifted and not answer.lifts:
        raise LiftedAlready
    answered(work, about.id, answer.told.strip(), lifted=answer.lifts)
    return Done(Outcome.REVERSED if answer.lifts else Outcome.UPHELD, one.case_id)


def suspension_of(work: Work, one: Complaint) -> Suspension | None:
    """The suspension that a complaint is about, as it stands now."""
    return store_suspensions.of_statement(work.connection, one.about)


def restore(work: Work, statement_id: UUID) -> None:
    """Has what was removed after a notice restored, unless it was before. The decision on the
    notice changes where nothing that it led to is left.
    """
    takedown = _lock_takedown(work, statement_id)
    if removed.take_back(work, takedown.id) and _nothing_left(work, takedown.notice_id):
        notices.take_back(work, takedown.notice_id)


def _nothing_left(work: Work, notice_id: UUID) -> bool:
    """Whether all that a notice names was removed, and restored."""
    all_of_it = store_takedowns.of_notice(work.connection, notice_id)
    about = notice_store.find(work.connection, notice_id)
    named = range(1, len(about.places) + 1) if about else ()
    whole = {one.place for one in all_of_it} >= set(named)
    return whole and all(one.restored_at for one in all_of_it)


def _lock_takedown(work: Work, statement_id: UUID) -> Takedown:
    """What a statement without an item is about; its notice is locked before it."""
    one = store_takedowns.of_statement(work.connection, statement_id)
    notice_store.lock_same(work.connection, one.notice_id)
    return store_takedowns.lock(work.connection, one.id)


def _decided(work: Work, item_id: UUID) -> LockedItem:
    """Raises ItemUndecided."""
    item = locking.wherever(work, item_id)
    if item.state in WAITING:
        raise ItemUndecided
    return item
