"""What happens to orders by the clock: users are told at the end of a secrecy, and old ones go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.orders import messages, moves, reading, store
from tutela.orders.giving import telling
from tutela.orders.model import Article, TargetState
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.jobs.registry import Task

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.orders.model import Order
    from tutela.platform.node import Node
    from tutela.platform.work import Work

REASON: Final = "the time for keeping it is over"
_BATCH: Final = 200


def disclose(node: Node) -> None:
    """Has users told whose order was secret until now. Repeating it changes nothing."""
    with node.read() as connection:
        due = store.due_for_telling(connection, node.clock.now())
    for order_id in due:
        _disclose(node, order_id)


def erase_due(node: Node) -> None:
    """Erases what orders say whose time is over; their figures stay."""
    while True:
        with node.work(NODE, purpose="end of keeping") as work:
            due = store.due_for_erasure(work.connection, work.now, _BATCH)
            for order_id, service_id in due:
                store.erase(work.connection, order_id, work.now)
                work.record(
                    Event.ORDER_ERASE,
                    subject=("order", order_id),
                    service_id=service_id,
                    reason=REASON,
                )
        if len(due) < _BATCH:
            return


def _disclose(node: Node, order_id: UUID) -> None:
    with node.work(NODE, purpose="tell users of an order") as work:
        one = moves.locked(work, order_id)
        order = reading.whole(work.node, work.connection, one.stored)
        if messages.withheld(order, work.now):
            return
        if order.line.article is Article.INFORMATION:
            told = telling.tell(work, one, order)
        elif one.stored.told_users_at is None:
            told = _tell(work, order)
        else:
            return
        store.save(work.connection, order_id, told_users_at=work.now)
        moves.record(work, one, Event.ORDER_DISCLOSE, targets=told)


def _tell(work: Work, order: Order) -> int:
    """Of what was removed, and of what may have been by now; how many targets that is."""
    states = (TargetState.DONE, TargetState.ASKED)
    numbers = [each.number for each in order.targets if each.state in states]
    if numbers:
        messages.tell(work, order, numbers)
    return len(numbers)


TASKS = (
    Task("orders:disclose", disclose, every="*/5 * * * *"),
    Task("orders:erase-due", erase_due, every="37 * * * *"),
)
