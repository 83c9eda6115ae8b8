"""Holding back what users are told, while a recorded lawful ground runs; by default it ends.

Article 17(5) of the Digital Services Act leaves orders of authorities to their own rules, and an
authority may ask that nobody be warned. Nothing here is for good: it ends at a moment that was said
beforehand, six weeks away at most, and once another person may add as much. That is what the draft
COM(2022) 209, Article 15, gives those who order a removal; no text in force gives more.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tutela.casework import noticed
from tutela.casework.errors import CaseUnknown
from tutela.casework.persons import require_person
from tutela.casework.store import exists_case
from tutela.platform.actor import NODE, ActorKind
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.redress.statements import store_withholding as store
from tutela.redress.statements.errors import (
    AlreadyWithheld,
    GroundMissing,
    RenewedAlready,
    WithholdingEnd,
    WithholdingNeedsWords,
    WithholdingUnknown,
    WithholdingYours,
)
from tutela.redress.statements.model import Why, Withholding

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work

LONGEST: Final = timedelta(weeks=6)
LONGEST_WORDS: Final = 500  # characters


def hold_back(
    node: Node,
    actor: Actor,
    case_id: UUID,
    *,
    why: str,
    source: str,
    until: datetime | None,
) -> UUID:
    """Holds back every statement to the account of a case (of the case, where none is known) that
    has not left, until a moment. `why` is one of `Why`; `source` names who asks for it, with
    their reference.

    Raises PersonNeeded, CaseUnknown, GroundMissing, WithholdingNeedsWords, WithholdingEnd,
    AlreadyWithheld.
    """
    require_person(actor, Permission.STATEMENT_HOLD_BACK)
    ground, words = _ground(why), _words(source)
    with node.work(actor, purpose="hold back what a user is told") as work:
        if not exists_case(work.connection, case_id):
            raise CaseUnknown(case=case_id)
        noticed.lock(work, case_id)  # of two people who hold back at once, one does
        work.waited()
        service_id, account = store.subject(work.connection, case_id)
        ends = _end_of(work, until)
        if store.running(work.connection, service_id, account, case_id):
            raise AlreadyWithheld(case=case_id)
        one = Withholding(
            id=work.new_id(),
            service_id=service_id,
            case_id=case_id,
            account_ref=account,
            why=ground,
            source=words,
            until=ends,
            placed_by=actor.id,
            placed_by_name=actor.name,
            placed_at=work.now,
        )
        store.add(work.connection, one)
        _tell(work, Event.WITHHOLDING_PLACE, one, words)
        return one.id


def renew(
    node: Node, actor: Actor, withholding_id: UUID, *, source: str, until: datetime | None
) -> None:
    """Lets a withholding run on, once, by another person than who placed it.

    Raises PersonNeeded, WithholdingUnknown, WithholdingYours, RenewedAlready, WithholdingEnd,
    WithholdingNeedsWords.
    """
    require_person(actor, Permission.STATEMENT_HOLD_BACK)
    words = _words(source)
    with node.work(actor, purpose="hold back what a user is told for longer") as work:
        one = _locked(work, withholding_id)
        if one.placed_by == actor.id:
            raise WithholdingYours
        if one.renewed_at is not None:
            raise RenewedAlready(withholding=withholding_id)
        renewed = replace(
            one,
            until=_end_of(work, until),
            renewed_by=actor.id,
            renewed_by_name=actor.name,
            renewed_at=work.now,
        )
        store.save(work.connection, renewed)
        _tell(work, Event.WITHHOLDING_RENEW, renewed, words)


def release(node: Node, actor: Actor, withholding_id: UUID, *, reason: str) -> None:
    """Ends a withholding before its time: what it held back leaves at once.

    Raises PersonNeeded, WithholdingUnknown, WithholdingNeedsWords.
    """
    require_person(actor, Permission.STATEMENT_HOLD_BACK)
    words = _words(reason)
    with node.work(actor, purpose="tell users what was held back") as work:
        one = _locked(work, withholding_id)
        _end(work, one, words)


def end_due(node: Node) -> int:
    """Ends every withholding whose time is over; returns how many. Safe to run again."""
    with node.work(NODE, purpose="end what holds back statements") as work:
        due = store.due(work.connection, work.now)
        for one in due:
            _end(work, one, "its time is over")
        return len(due)


def _end(work: Work, one: Withholding, reason: str) -> None:
    ended = replace(
        one,
        ended_at=work.now,
        ended_by_name=work.actor.name if work.actor.kind is ActorKind.PERSON else "",
        end_reason=reason,
    )
    store.save(work.connection, ended)
    _tell(work, Event.WITHHOLDING_END, ended, reason)


def _locked(work: Work, withholding_id: UUID) -> Withholding:
    one = store.find(work.connection, withholding_id, locked=True)
    if one is None or one.ended_at is not None:
        raise WithholdingUnknown(withholding=withholding_id)
    return one


def _end_of(work: Work, until: datetime | None) -> datetime:
    if until is None or not work.now < until <= work.now + LONGEST:
        raise WithholdingEnd(weeks=LONGEST.days // 7)
    return until


def _ground(given: str) -> Why:
    try:
        return Why(given)
    except ValueError:
        raise GroundMissing(grounds=", ".join(Why)) from None


def _words(given: str) -> str:
    words = given.strip()
    if not words or len(words) > LONGEST_WORDS:
        raise WithholdingNeedsWords(longest=LONGEST_WORDS)
    return words


def _tell(work: Work, event: Event, one: Withholding, reason: str) -> None:
    work.record(
        event,
        subject=("withholding", one.id),
        service_id=one.service_id,
        reason=reason,
        case=str(one.case_id),
        why=one.why.value,
        until=one.until.isoformat(),
    )
