"""Assessing threats: opened by the node, found and told by people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutela.casework import place
from tutela.casework.errors import CaseUnknown, PersonNeeded
from tutela.casework.findings import require_reason
from tutela.platform.actor import NODE, ActorKind
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.reporting.threats import model, store
from tutela.reporting.threats.errors import AssessmentUnknown, TellingIncomplete
from tutela.reporting.threats.machine import Command, ThreatState, found, move
from tutela.reporting.threats.urgency import LONGEST_UNASSESSED, LONGEST_UNTOLD, Waiting

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.reporting.threats.model import Assessment

LONGEST_LIST = 500


def open_for_item(node: Node, item_id: UUID) -> None:
    """Opens the assessment of the case of a hosting item that a person confirmed, or found illegal
    for another reason. Repeating it changes nothing.

    A case has one. Where a person had found no threat before that, it opens again: that finding
    says nothing of the item. Every other item changes nothing.
    """
    with node.work(NODE, purpose="assess threats to life") as work:
        crime = store.crime_on_hosting(work.connection, item_id)
        if crime is None:
            return
        case_id, service_id, since = crime
        if _open(work, case_id, service_id, item_id):
            return
        one = store.lock(work.connection, case_id)
        if (
            one
            and one.state is ThreatState.NO_THREAT
            and one.assessed_at
            and one.assessed_at < since
        ):
            _reopen(work, one, item_id)


def open_for_case(work: Work, case_id: UUID, service_id: str) -> None:
    """Opens the assessment of a case of which somebody outside says that a person is in danger.

    Repeating it changes nothing, and what a person had found before stands.
    """
    _open(work, case_id, service_id, None)


def list_assessments(
    node: Node, actor: Actor, state: ThreatState | None = None, *, limit: int = LONGEST_LIST
) -> list[Assessment]:
    """Assessments: threats first, then those that wait, the oldest first."""
    actor.require(Permission.REPORT_READ)
    with node.read() as connection:
        return store.assessments(connection, state, None, limit)


def of_case(node: Node, actor: Actor, case_id: UUID) -> Assessment | None:
    """The assessment of a case, if one is open or was made."""
    actor.require(Permission.REPORT_READ)
    with node.read() as connection:
        return next(iter(store.assessments(connection, None, case_id, 1)), None)


def waiting(connection: Connection, now: datetime) -> Waiting:
    """What waits too long on this node; its `sentence` is the alarm."""
    return store.waiting(
        connection, found_before=now - LONGEST_UNTOLD, opened_before=now - LONGEST_UNASSESSED
    )


def assess(
    node: Node,
    actor: Actor,
    case_id: UUID,
    *,
    threat: bool,
    reason: str,
    member_states: Iterable[str] = (),
) -> ThreatState:
    """Records what a person found, and the Member States concerned, none if they are not known.

    Raises AssessmentUnknown, ThreatMoveRefused, MemberStateUnknown, ReasonMissing, PersonNeeded.
    """
    _require_person(actor)
    require_reason(reason)
    states = model.member_states(member_states)
    with node.work(actor, purpose="assess threats to life") as work:
        one = _locked(work, case_id)
        return _find(work, one, found(threat=threat), reason.strip(), states)


def imminent(
    node: Node, actor: Actor, case_id: UUID, *, reason: str, member_states: Iterable[str] = ()
) -> ThreatState:
    """The urgent lane: a threat is found in one act, whether or not anything was confirmed yet.

    The duty begins with the suspicion, so a case without an assessment gets one here. Raises
    CaseUnknown, ThreatMoveRefused, MemberStateUnknown, ReasonMissing, PersonNeeded.
    """
    _require_person(actor)
    require_reason(reason)
    states = model.member_states(member_states)
    with node.work(actor, purpose="imminent danger") as work:
        service_id = store.service_of(work.connection, case_id)
        if service_id is None:
            raise CaseUnknown(case=case_id)
        _open(work, case_id, service_id, None)
        one = _locked(work, case_id)
        return _find(work, one, Command.FIND_THREAT, reason.strip(), states, imminent=True)


def tell(
    node: Node, actor: Actor, case_id: UUID, *, authority: str, reference: str, told_at: datetime
) -> ThreatState:
    """Records that a person told an authority: whom, its reference, and when. Tutela sent nothing.

    Raises AssessmentUnknown, ThreatMoveRefused, TellingIncomplete, PersonNeeded.
    """
    _require_person(actor)
    if not authority.strip() or not reference.strip() or told_at.utcoffset() is None:
        raise TellingIncomplete
    with node.work(actor, purpose="tell an authority of a threat") as work:
        one = _locked(work, case_id)
        if told_at > work.now:
            raise TellingIncomplete
        moved = move(one.state, Command.TELL)
        store.save(
            work.connection,
            one.id,
            state=moved.target.value,
            authority=authority.strip(),
            reference=reference.strip(),
            told_at=told_at,
            told_by=actor.id,
            told_by_name=actor.name,
        )
        _record(work, Event(moved.event), one, told_at=told_at.isoformat())
        return moved.target


def _open(work: Work, case_id: UUID, service_id: str, item_id: UUID | None) -> bool:
    """Opens the assessment of a case; False if it has one."""
    new_id = work.new_id()
    made = store.add(
        work.connection, new_id=new_id, case_id=case_id, service_id=service_id, now=work.now
    )
    if made:
        work.record(
            Event.THREAT_OPEN,
            subject=("case", case_id),
            service_id=service_id,
            assessment=str(new_id),
            item=str(item_id) if item_id else None,
        )
    return made


def _reopen(work: Work, one: Assessment, item_id: UUID) -> None:
    moved = move(one.state, Command.REOPEN, by="node")
    store.save(
        work.connection,
        one.id,
        state=moved.target.value,
        opened_at=work.now,
        assessed_at=None,
        assessed_by=None,
        assessed_by_name=None,
    )
    place.set_danger(work, one.case_id, danger=False)
    _record(work, Event(moved.event), one, item=str(item_id), reopened=True)


def _find(
    work: Work,
    one: Assessment,
    command: Command,
    reason: str,
    states: tuple[str, ...],
    *,
    imminent: bool = False,
) -> ThreatState:
    moved = move(one.state, command)
    # Saying the same again must not set its clock back.
    same = moved.target is one.state
    store.save(
        work.connection,
        one.id,
        state=moved.target.value,
        reason=reason,
        member_states=list(states),
        assessed_at=one.assessed_at if same else work.now,
        assessed_by=work.actor.id,
        assessed_by_name=work.actor.name,
    )
    threat = command is Command.FIND_THREAT
    place.set_danger(work, one.case_id, danger=threat)
    _record(
        work,
        Event(moved.event),
        one,
        reason,
        threat=threat,
        imminent=imminent,
        member_states=list(states),
    )
    return moved.target


def _locked(work: Work, case_id: UUID) -> Assessment:
    """The assessment of a case, locked. Raises AssessmentUnknown."""
    one = store.lock(work.connection, case_id)
    if one is None:
        raise AssessmentUnknown(case=case_id)
    work.waited()
    return one


def _record(work: Work, event: Event, one: Assessment, reason: str = "", **facts: Any) -> None:
    work.record(
        event,
        subject=("case", one.case_id),
        service_id=one.service_id,
        reason=reason,
        assessment=str(one.id),
        **facts,
    )


def _require_person(actor: Actor) -> None:
    if actor.kind is not ActorKind.PERSON:
        raise PersonNeeded
    actor.require(Permission.THREAT_ASSESS)
