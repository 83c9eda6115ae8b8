"""Deciding a complaint: by a person who had no hand in what it is about (DSA, Article 20)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tutela.casework import noticed
from tutela.casework.persons import require_person
from tutela.platform.approvals import alone
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.redress.complaints import carrying, clocks, placing, store, telling
from tutela.redress.complaints.errors import (
    ComplaintUnknown,
    NotUnfounded,
    SameDecider,
    WordsForComplainant,
)
from tutela.redress.complaints.machine import Command, move
from tutela.redress.complaints.model import LONGEST_WORDS, Complaint, Outcome
from tutela.redress.statements import store as statements
from tutela.redress.statements import store_suspensions
from tutela.reporting.words import is_plain

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.redress.complaints.answer import Answer
    from tutela.redress.complaints.carrying import Answered

LONGEST_LIST: Final = 500


def list_complaints(
    node: Node, actor: Actor, *, waiting: bool = True, limit: int = LONGEST_LIST
) -> list[Complaint]:
    """Those that wait, the first to be decided first, or those decided. Raises Forbidden."""
    actor.require(Permission.COMPLAINT_READ)
    with node.read() as connection:
        return store.listed(connection, waiting=waiting, limit=limit)


def show(node: Node, actor: Actor, complaint_id: UUID, *, purpose: str) -> Complaint:
    """A complaint with what it says; the look is recorded. Raises ComplaintUnknown, Forbidden."""
    actor.require(Permission.COMPLAINT_READ)
    with node.work(actor, purpose=purpose) as work:
        one = _found(work, complaint_id)
        work.record(Event.COMPLAINT_VIEW, subject=("complaint", one.id), service_id=one.service_id)
        return one


def of_case(node: Node, actor: Actor, case_id: UUID) -> list[Complaint]:
    """The complaints about a case, oldest first; none for who may read none."""
    if not actor.may(Permission.COMPLAINT_READ):
        return []
    with node.read() as connection:
        return store.of_case(connection, case_id)


def closed_account(node: Node, actor: Actor, one: Complaint) -> bool:
    """Whether the user was told that the account is to be closed too. Raises Forbidden."""
    actor.require(Permission.COMPLAINT_READ)
    if one.statement_id is None:
        return False
    with node.read() as connection:
        about = statements.find(connection, one.statement_id)
    return about is not None and about.facts.closes_account


def about_account(node: Node, actor: Actor, one: Complaint) -> bool:
    """Whether a complaint is about the suspension of an account. Raises Forbidden."""
    actor.require(Permission.COMPLAINT_READ)
    with node.read() as connection:
        return store_suspensions.of_statement(connection, one.about) is not None


def decide(
    node: Node,
    actor: Actor,
    complaint_id: UUID,
    answer: Answer,
    answered: Answered | None = None,
) -> Complaint:
    """Decides a complaint, or proposes its reversal where two people must agree; as it is then.

    A reversal restores the item and what was done to the account, corrects the reports of it, and
    counts as an error of what found it: all that follows from the decision in its case. Where it
    is about a notice, the complaints of others about the same are answered with it. What was
    removed after a notice is restored, and no technology had a part in it. A suspension is lifted
    by `answered`, which only complaints about one need.
    Raises ComplaintUnknown, ComplaintMoveRefused, WordsForComplainant, SameDecider, ItemUndecided,
    AlreadyRestored, FindingNeeded, NoticeOutcomeNeeded, LiftNeeded, LiftedAlready, NotUnfounded,
    AccountNotClosed, PersonNeeded, and what `decisions.reverse` raises.
    """
    require_person(actor, Permission.COMPLAINT_DECIDE)
    _check(answer)
    with node.work(actor, purpose="decide a complaint") as work:
        alone.mark(work)
        one = _found(work, complaint_id)
        carrying.lock_about(work, one)
        one = _locked(work, complaint_id)
        by_one = _require_other(work, one)
        noticed.lock(work, one.case_id)  # before a later one, where its item may have gone on
        done = carrying.carry_out(work, one, answer, answered)
        cases = {one.case_id, done.case_id}
        one = replace(one, case_id=done.case_id, single_person=by_one)
        if done.outcome is None:
            made = _propose(work, one, answer)
        else:
            made = settle(work, one, done.outcome, answer)
            for same in store.waiting_about_notices(work.connection, done.notices):
                settle(work, replace(same, single_person=by_one), done.outcome, answer)
                cases.add(same.case_id)
        placing.renew(work, cases)
        return made


def settle(work: Work, one: Complaint, outcome: Outcome, answer: Answer) -> Complaint:
    """Ends a locked complaint with its outcome, and tells whoever complained. The place of its case
    is the caller's to renew.
    """
    moved = move(one.state, Command.DECIDE)
    made = replace(
        one,
        state=moved.target,
        outcome=outcome,
        told=answer.told.strip(),
        unfounded=answer.unfounded,
        account_only=answer.account,
        decided_at=work.now,
        decided_by=one.decided_by or work.actor.id,
        decided_by_name=one.decided_by_name or work.actor.name,
        erase_at=clocks.kept_until(work.now),
    )
    _save(work, made)
    work.record(
        Event(moved.event),
        subject=("complaint", one.id),
        service_id=one.service_id,
        case=str(one.case_id),
        outcome=outcome.value,
        unfounded=answer.unfounded,
        account_only=answer.account,
        late=work.now > one.due_at,
        decided_by=made.decided_by,
    )
    telling.tell(work, made)
    return made


def _check(answer: Answer) -> None:
    if not is_plain(answer.told, LONGEST_WORDS):
        raise WordsForComplainant
    if answer.unfounded and answer.reverses:
        raise NotUnfounded


def _require_other(work: Work, one: Complaint) -> bool:
    """Whoever had a hand in the decision does not judge it; on a node of one person they may, once
    it has cooled off. Returns whether that is so. Raises SameDecider.
    """
    if work.actor.id not in store.hands(work.connection, one):
        return False
    cooled = one.received_at + alone.COOLING
    if not alone.in_force(work.connection) or work.now < cooled:
        raise SameDecider(at=cooled.isoformat(timespec="minutes"))
    return True


def _propose(work: Work, one: Complaint, answer: Answer) -> Complaint:
    """The reversal waits for a second person; the words wait with it."""
    moved = move(one.state, Command.PROPOSE)
    made = replace(
        one,
        state=moved.target,
        told=answer.told.strip(),
        decided_by=work.actor.id,
        decided_by_name=work.actor.name,
    )
    _save(work, made)
    _record_move(work, made, moved.event)
    return made


def _record_move(work: Work, one: Complaint, event: str) -> None:
    """Writes the audit row of a move between states that decides nothing."""
    subject = ("complaint", one.id)
    work.record(Event(event), subject=subject, service_id=one.service_id, case=str(one.case_id))


def decline(work: Work, one: Complaint) -> None:
    """The second person declined: the complaint waits again."""
    moved = move(one.state, Command.DECLINE)
    made = replace(
        one,
        state=moved.target,
        told="",
        single_person=False,
        decided_by="",
        decided_by_name="",
    )
    _save(work, made)
    _record_move(work, made, moved.event)


def _save(work: Work, one: Complaint) -> None:
    store.save(
        work.connection,
        one.id,
        case_id=one.case_id,
        state=one.state.value,
        outcome=one.outcome.value if one.outcome else None,
        told=one.told,
        unfounded=one.unfounded,
        account_only=one.account_only,
        single_person=one.single_person,
        decided_at=one.decided_at,
        decided_by=one.decided_by,
        decided_by_name=one.decided_by_name,
        erase_at=one.erase_at,
    )


def _found(work: Work, complaint_id: UUID, *, locked: bool = False) -> Complaint:
    one = store.find(work.connection, complaint_id, locked=locked)
    if one is None:
        raise ComplaintUnknown(complaint=complaint_id)
    return one


def _locked(work: Work, complaint_id: UUID) -> Complaint:
    """A complaint that nobody else decides meanwhile. Raises ComplaintMoveRefused."""
    one = _found(work, complaint_id, locked=True)
    work.waited()
    move(one.state, Command.PROPOSE)  # what is proposed already waits for the second person
    return one
