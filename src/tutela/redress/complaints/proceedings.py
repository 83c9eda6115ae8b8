"""What goes beyond the provider: a dispute before a certified body, a case before a court.

Regulation (EU) 2022/2065, Article 21: such a body decides within 90 days, which it may extend once
where the dispute is highly complex. Courts have their own time. The moves are those of the law's
tables; a person here records what the other body did, and carries it out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from tutela.casework import noticed
from tutela.casework.persons import require_person
from tutela.law import catalogue
from tutela.law import errors as law_errors
from tutela.law import machine as engine
from tutela.law.durations import Duration
from tutela.platform.approvals import alone
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.redress.complaints import carrying, deciding, store, store_proceedings
from tutela.redress.complaints.answer import Answer
from tutela.redress.complaints.errors import (
    AboutUnknown,
    DayAhead,
    ProceedingKnown,
    ProceedingMoveRefused,
    ProceedingUnknown,
    ProceedingUnreadable,
    ReasonMissing,
)
from tutela.redress.complaints.model import Outcome
from tutela.redress.complaints.proceeding import BEGINS, BODY, LAW, Kind, Proceeding, Result
from tutela.redress.statements import store_suspensions
from tutela.reporting.words import one_line, plain

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from uuid import UUID

    from tutela.law.model import Finding
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.redress.complaints.carrying import Answered

CLOCK: Final = "dispute.decide"
LONGEST_LIST: Final = 200
LINE, TEXT = 200, 5000  # signs
ELSEWHERE: Final = timedelta(days=1)  # where the body is, it may be tomorrow


@dataclass(frozen=True, slots=True)
class Begun:
    """What another body was asked: about which statement, or which notice."""

    kind: Kind
    about: UUID
    body: str
    reference: str
    on: date


def list_proceedings(node: Node, actor: Actor) -> list[Proceeding]:
    """Those that run, the first to be decided first, then those that ended. Raises Forbidden."""
    actor.require(Permission.COMPLAINT_READ)
    with node.read() as connection:
        return store_proceedings.listed(connection, LONGEST_LIST)


def register(node: Node, actor: Actor, begun: Begun) -> Proceeding:
    """Records that another body was asked. Raises AboutUnknown, DayAhead, ProceedingKnown,
    ReasonMissing, ProceedingUnreadable.
    """
    require_person(actor, Permission.COMPLAINT_DECIDE)
    body, reference = (_read(one, one_line, LINE) for one in (begun.body, begun.reference))
    with node.work(actor, purpose="record a proceeding") as work:
        if begun.on > work.now.date() + ELSEWHERE:
            raise DayAhead(day=begun.on.isoformat())
        about = store_proceedings.about(work.connection, begun.about)
        if about is None:
            raise AboutUnknown(about=begun.about)
        one = Proceeding(
            id=work.new_id(),
            kind=begun.kind,
            body=body,
            reference=reference,
            state=LAW[begun.kind].initial,
            begun_on=begun.on,
            due_at=_due(begun),
            recorded_at=work.now,
            recorded_by_name=actor.name,
            **about,
        )
        if not store_proceedings.add(work.connection, one):
            raise ProceedingKnown(reference=one.reference)
        _record(work, one, Event(BEGINS[begun.kind]))
        return one


def extend(node: Node, actor: Actor, proceeding_id: UUID, reason: str) -> Proceeding:
    """The body takes longer, once, for a reason. Raises ProceedingMoveRefused, ReasonMissing."""
    return _moved(node, actor, proceeding_id, "extend", reason)


def admit(node: Node, actor: Actor, proceeding_id: UUID, reason: str) -> Proceeding:
    """The court admits the case. Raises ProceedingMoveRefused, ReasonMissing."""
    return _moved(node, actor, proceeding_id, "admit", reason)


def end(
    node: Node,
    actor: Actor,
    proceeding_id: UUID,
    result: Result,
    reason: str,
    finding: Finding | None = None,
    *,
    seen_at_platform: bool = False,
    answered: Answered | None = None,
) -> Proceeding:
    """Records what the body decided. Where it reversed the decision on an item, that is carried out
    with it, and `finding` says what the item is instead; what was removed after a notice is
    restored; a suspension is lifted by `answered`; a notice is decided anew on a complaint.

    Whoever decided the item may do so: they carry out what others decided. Where two people must
    agree, the proceeding goes on until the second has, and this is done again. Raises
    ProceedingUnknown, ProceedingMoveRefused, ReasonMissing, and what `carrying.put_right` raises.
    """
    require_person(actor, Permission.COMPLAINT_DECIDE)
    said = _read(reason, plain, TEXT)
    with node.work(actor, purpose="record what another body decided") as work:
        alone.mark(work)
        one = _found(work, proceeding_id)
        event, state = _apply(one, "dismiss" if result is Result.DISMISSED else "decide")
        if result is Result.REVERSED and one.item_id:
            why = f"{one.body}, {one.reference}: {said}"
            done = carrying.put_right(work, one.item_id, finding, why, seen=seen_at_platform)
            if done.outcome is None:
                return one
        elif result is Result.REVERSED and one.statement_id:
            why = f"{one.body}, {one.reference}: {said}"
            _restore(work, one.statement_id, one.case_id, why, answered)
        made = replace(
            one, state=state, result=result, reason=said,
            ended_at=work.now, ended_by_name=actor.name,
        )  # fmt: skip
        store_proceedings.save(work.connection, made)
        _record(work, made, event, result=result.value)
        return made


def _restore(
    work: Work, statement_id: UUID, case_id: UUID, why: str, answered: Answered | None
) -> None:
    """With it, a complaint that waits has all it asked for."""
    if about := store_suspensions.of_statement(work.connection, statement_id):
        assert answered is not None  # noqa: S101 - every door gives it
        noticed.lock(work, case_id)
        answered(work, about.id, why, lifted=True)
    else:
        carrying.restore(work, statement_id)
    for waiting in store.waiting_about_statement(work.connection, statement_id):
        deciding.settle(work, waiting, Outcome.REVERSED, Answer(told=""))


def _moved(node: Node, actor: Actor, proceeding_id: UUID, command: str, reason: str) -> Proceeding:
    require_person(actor, Permission.COMPLAINT_DECIDE)
    said = _read(reason, plain, TEXT)
    with node.work(actor, purpose="record how a proceeding goes on") as work:
        one = _found(work, proceeding_id)
        event, state = _apply(one, command)
        longer = _limit(one.begun_on, extended=True) if command == "extend" else one.due_at
        made = replace(one, state=state, due_at=longer)
        store_proceedings.save(work.connection, made)
        _record(work, made, event, reason=said)
        return made


def _read(text: str, kind: Callable[[str], str], most: int) -> str:
    """What a person wrote, as `kind` has it. Raises ReasonMissing, ProceedingUnreadable."""
    if not text.strip():
        raise ReasonMissing
    try:
        said = kind(text).strip()
    except ValueError:
        raise ProceedingUnreadable(line=LINE, text=TEXT) from None
    if len(said) > most:
        raise ProceedingUnreadable(line=LINE, text=TEXT)
    return said


def _apply(one: Proceeding, command: str) -> tuple[Event, str]:
    """Raises ProceedingMoveRefused."""
    facts = {"complex": True}  # the reason is recorded with the move
    table, body = LAW[one.kind], BODY[one.kind]
    try:
        moved = engine.apply(table, one.state, command, actor_role=body, facts=facts)
    except law_errors.MoveRefused as refusal:
        raise ProceedingMoveRefused(state=one.state, command=command) from refusal
    return Event(moved.event), moved.target


def _due(begun: Begun) -> datetime | None:
    """By when the body should decide; a court sets its own time."""
    return _limit(begun.on, extended=False) if begun.kind is Kind.DISPUTE else None


def _limit(on: date, *, extended: bool) -> datetime:
    rule = catalogue.load(catalogue.DEFAULT).deadline(CLOCK)
    clock = rule.start(datetime(on.year, on.month, on.day, tzinfo=UTC))
    if extended:
        assert isinstance(rule.extension, Duration)  # noqa: S101 - the law has one (Article 21(4))
        clock = clock.extend(rule.extension)
    due_at = clock.due()
    assert due_at is not None  # noqa: S101 - a clock that nobody stopped
    return due_at


def _found(work: Work, proceeding_id: UUID) -> Proceeding:
    """A proceeding, locked: it comes before the item that it may put right."""
    one = store_proceedings.lock(work.connection, proceeding_id)
    if one is None:
        raise ProceedingUnknown(proceeding=proceeding_id)
    return one


def _record(
    work: Work, one: Proceeding, event: Event, *, reason: str = "", result: str | None = None
) -> None:
    work.record(
        event,
        subject=("proceeding", one.id),
        service_id=one.service_id,
        reason=reason,
        body=one.body,
        reference=one.reference,
        case=str(one.case_id),
        due_at=one.due_at.isoformat() if one.due_at else None,
        result=result,
    )
