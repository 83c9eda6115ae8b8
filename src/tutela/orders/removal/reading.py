"""Reading removal orders: the list, one of them, and the request for the court."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutela.orders.removal import moves, store
from tutela.orders.removal.errors import RemovalUnknown
from tutela.orders.removal.model import Removal
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.orders.removal.model import RemovalLine
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

LISTED = 500


def list_removals(node: Node, actor: Actor, *, over: bool = False) -> list[RemovalLine]:
    """Removal orders that are over, or those that are not: the first due first."""
    actor.require(Permission.ORDER_READ)
    with node.read() as connection:
        return store.lines(connection, over=over, limit=LISTED)


def show(node: Node, actor: Actor, order_id: UUID, *, purpose: str) -> Removal:
    """One of them with what it says, as far as that is not erased; the look is in the log.

    Raises RemovalUnknown.
    """
    actor.require(Permission.ORDER_READ)
    with node.work(actor, purpose=purpose) as work:
        stored = store.find(work.connection, order_id)
        if stored is None:
            raise RemovalUnknown(order=order_id)
        work.record(
            Event.REMOVAL_VIEW,
            subject=("removal-order", order_id),
            service_id=stored.service_id,
            profile=stored.line.profile,
        )
        if stored.line.erased_at is not None:
            return Removal(stored.line, {}, {}, (), {}, {})
        return moves.opened(node, stored).removal


def of_order(node: Node, actor: Actor, order_id: UUID) -> UUID | None:
    """The removal order for which that order is carried out, if it is for one."""
    actor.require(Permission.ORDER_READ)
    with node.read() as connection:
        return store.of_order(connection, order_id)


def paper(node: Node, actor: Actor, order_id: UUID) -> dict[str, Any]:
    """The request for the court; or, once that signed, the order. Raises RemovalUnknown,
    RemovalErased.
    """
    one = show(node, actor, order_id, purpose="take a removal order out")
    return one.signed or one.request
