"""Asking: an act is written down with its reason, and waits for another person.

A use case asks in its own unit of work, and raises what `ask` returns once that is committed:

    with node.work(actor, purpose="…") as work:
        …
        waits = asking.ask(work, Asked(…), reason)
    raise waits
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tutela.platform.approvals import alone, answering, store
from tutela.platform.approvals.acts import TERMS
from tutela.platform.approvals.errors import (
    AskingReasonMissing,
    AwaitsApproval,
    CoolingOff,
    RequestWaits,
)
from tutela.platform.approvals.machine import Command, Party
from tutela.platform.approvals.model import Act, Asked, Request, State
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.permissions import Permission
from tutela.platform.services import store as services

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work


def guarded(work: Work, act: Act, service_id: str | None = None) -> bool:
    """Whether `act` needs a second person here: not before anything was ever scanned for the
    service (for the whole node: for any), and on a demo node only where the list says so.
    """
    if work.node.identity.demo and not TERMS[act].on_demo:
        return False
    return services.in_use(work.connection, service_id)


def ask(work: Work, asked: Asked, reason: str) -> AwaitsApproval:
    """Writes the request down; returns what to raise once the work is committed.

    Asking for the very same again is the same request. The caller may hold locks on what it is
    about, and whoever answers locks the request first: so an open request is read here, and never
    waited for. Raises AskingReasonMissing, and RequestWaits where another request about the same
    thing is open.
    """
    if not reason.strip():
        raise AskingReasonMissing(changes=" ".join(asked.changes))
    before = store.open_about(work.connection, asked.act, asked.subject)
    if before is not None and before.expires_at <= work.now:
        _expire(work, before.id)
        before = None
    if before is not None:
        if (before.asked, before.asked_by, before.state) == (asked, work.actor.id, State.WAITING):
            return _waits(before)
        raise RequestWaits(request=before.id)
    one = _request(work, asked, reason.strip())
    if not store.add(work.connection, one):
        raise RequestWaits(request="that somebody makes at this moment")
    work.record(
        Event.REQUEST_ASK,
        subject=("request", one.id),
        service_id=asked.service_id,
        reason=one.reason,
        act=asked.act.value,
        about=asked.subject,
    )
    return _waits(one)


def ask_to_be_alone(node: Node, actor: Actor, reason: str) -> AwaitsApproval:
    """Asks that this node be one person's; returns how to go on.

    Raises SeveralHere and AlreadyAlone.
    """
    actor.require(Permission.NODE_ADMINISTER)
    changes = ("Twelve hours and a passkey stand for the second person.",)
    with node.work(actor, purpose="ask to be one person's") as work:
        alone.require_one(work.connection)
        alone.require_undeclared(work.connection)
        return ask(work, Asked(Act.ALONE, NODE_SERVICE, "node", changes), reason)


def permitted(work: Work, asked: Asked, reason: str) -> AwaitsApproval | None:
    """None where this actor may go on with a permit for this very act, which is used up now; else
    the act is asked for, as by `ask`.
    """
    if answering.use_permit(work, asked.act, asked.subject):
        return None
    return ask(work, asked, reason)


def _expire(work: Work, request_id: UUID) -> None:
    """Ends a request that nobody can answer any more, unless it ended meanwhile."""
    one = store.find(work.connection, request_id, locked=True)
    if one is not None and one.state in store.OPEN:
        answering.apply(work, one, Command.EXPIRE, Party.NODE)


def _request(work: Work, asked: Asked, reason: str) -> Request:
    cools = asked.act is Act.ALONE or alone.in_force(work.connection)
    ready = alone.ready_at(work) if cools else None
    return Request(
        id=work.new_id(),
        asked=asked,
        reason=reason,
        asked_by=work.actor.id,
        asked_kind=work.actor.kind,
        asked_name=work.actor.name,
        asked_at=work.now,
        expires_at=(ready or work.now) + timedelta(hours=work.node.settings.request_hours),
        state=State.WAITING,
        ready_at=ready,
    )


def _waits(one: Request) -> AwaitsApproval:
    if one.ready_at is not None:
        permits = TERMS[one.asked.act].permits
        return CoolingOff(
            request=one.id,
            ready=f"{one.ready_at:%d %B %Y, %H:%M} UTC",
            then=", and repeat this" if permits else "",
        )
    return AwaitsApproval(
        request=one.id,
        then="repeat this" if TERMS[one.asked.act].permits else "it is done by itself",
        until=f"{one.expires_at:%d %B %Y, %H:%M} UTC",
    )
