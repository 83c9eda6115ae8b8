"""What people of a provider do with a request for removal. It is no order: they may say no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.casework.persons import require_person
from tutela.federation import posting
from tutela.federation.kinds import VICTIM_ANSWERED
from tutela.platform.audit.model import Event
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission
from tutela.redress.requests import clocks, moves, store_provider, wire
from tutela.redress.requests.errors import VictimRequestUnknown
from tutela.redress.requests.machine import PERSON, RemovalCommand, move_removal
from tutela.redress.requests.people import require_role

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.redress.requests.model import Reason, RemovalRequest

LISTED: Final = 200


def removals(node: Node, actor: Actor) -> list[RemovalRequest]:
    """What waits, the oldest first, and after it what was answered."""
    actor.require(Permission.NOTICE_READ)
    require_role(node, NodeRole.PROVIDER)
    with node.read() as connection:
        return store_provider.listed(node, connection, LISTED)


def any_came(node: Node) -> bool:
    """Whether this node was ever asked: else nobody there needs to know of such requests."""
    with node.read() as connection:
        return store_provider.any_came(connection)


def look(node: Node, actor: Actor, request_id: UUID, *, purpose: str) -> RemovalRequest:
    """One of them; the look is recorded. Raises VictimRequestUnknown."""
    actor.require(Permission.NOTICE_READ)
    require_role(node, NodeRole.PROVIDER)
    with node.work(actor, purpose=purpose) as work:
        one = store_provider.find(node, work.connection, request_id)
        if one is None:
            raise VictimRequestUnknown(request=request_id)
        moves.record(work, Event.REMOVAL_REQUEST_VIEW, one)
        return one


def answer(node: Node, actor: Actor, request_id: UUID, reason: Reason | None) -> None:
    """Tells the Centre that it was removed, or by `reason` why it was not. Removing it is done
    before, as after any notice: nothing is removed here.

    Raises VictimRequestUnknown and RemovalMoveRefused.
    """
    require_person(actor, Permission.NOTICE_DECIDE)
    require_role(node, NodeRole.PROVIDER)
    with node.work(actor, purpose="answer a request for removal") as work:
        one = store_provider.find(node, work.connection, request_id, locked=True)
        if one is None:
            raise VictimRequestUnknown(request=request_id)
        command = RemovalCommand.KEEP if reason else RemovalCommand.REMOVE
        moved = move_removal(one.state, command, PERSON)
        store_provider.save(
            work.connection,
            one.id,
            state=moved.target.value,
            reason=reason.value if reason else None,
            answered_at=work.now,
            answered_by=actor.id,
            answered_by_name=actor.name,
            erase_at=clocks.kept_until(node.settings, work.now),
        )
        moves.record(work, Event(moved.event), one, reason=reason.value if reason else "")
        said = wire.answered(one.asked, reason)
        posting.post(work, one.centre_id, VICTIM_ANSWERED, wire.subject(one.asked), said)
