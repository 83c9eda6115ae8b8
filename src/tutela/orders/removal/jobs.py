"""What happens to removal orders by the clock, and after what became of the order they led to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from tutela.federation.kinds import REMOVAL_REINSTATED
from tutela.law.machines.parts import Party
from tutela.orders import answering
from tutela.orders import moves as orders
from tutela.orders.machine import OrderState
from tutela.orders.removal import carrying, copies, moves, store, store_copies, telling
from tutela.orders.removal.clocks import RUN_OUT
from tutela.orders.removal.errors import RemovalErased
from tutela.orders.removal.machine import Command, RemovalState
from tutela.orders.removal.said import About
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.jobs.registry import Task

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection

    from tutela.orders.removal.moves import Opened
    from tutela.platform.node import Node
    from tutela.platform.work import Work

    Due = Callable[[Connection, datetime, int], list[tuple[UUID, str]]]
    Erase = Callable[[Connection, UUID, datetime], None]

REASON: Final = "the time for keeping it is over"
_BATCH: Final = 200


def run_out(node: Node) -> None:
    """Marks orders whose time is over by this node's own clock. Repeating it changes nothing."""
    with node.read() as connection:
        due = store.run_out(connection, node.clock.now())
    for order_id in due:
        with node.work(NODE, purpose="see that a removal order's time is over") as work:
            one = moves.locked(work, order_id)
            due_at = one.stored.line.due_at
            if one.state is RemovalState.RECEIVED and due_at is not None and due_at < work.now:
                moves.move(work, one, Command.RUN_OUT, Party.SYSTEM, facts={RUN_OUT: True})


def disclosed(node: Node, *, subject_id: str) -> None:
    """Users were told of an order; if it was a removal order, so it stands. Safe to repeat."""
    with node.work(NODE, purpose="note that users were told of a removal order") as work:
        one = _opened(work, UUID(subject_id))
        if one is not None:
            carrying.disclosed(work, one)


def undone(node: Node, *, subject_id: str) -> None:
    """What an annulled order led to is undone: the authority and the Centre are told. Safe to
    repeat.
    """
    with node.work(NODE, purpose="tell that an annulled removal order was undone") as work:
        one = _opened(work, UUID(subject_id))
        if one is None or one.state is not RemovalState.ANNULLED:
            return
        opened = orders.locked(work, UUID(subject_id))
        if opened.state is OrderState.REINSTATED:
            answering.told(work, opened, carrying.HOW)
        elif opened.state is not OrderState.WITHDRAWN:
            return
        moves.move(work, one, Command.REINSTATE, Party.PROVIDER)
        body = About(order=one.id)
        telling.say(work, one.stored.line.authority_id, REMOVAL_REINSTATED, one.id, body)
        telling.say_to_centre(work, REMOVAL_REINSTATED, one.id, body)


def _opened(work: Work, order_id: UUID) -> Opened | None:
    """The removal order that led to an order, locked; None if none did, or it is erased."""
    found = store.of_order(work.connection, order_id)
    try:
        return moves.locked(work, found) if found else None
    except RemovalErased:
        return None


def erase_due(node: Node) -> None:
    """Erases what orders, and copies of others', say whose time of keeping is over."""
    _erase(node, "removal-order", store.due_for_erasure, store.erase, Event.REMOVAL_ERASE)
    _erase(
        node,
        copies.SUBJECT,
        store_copies.due_for_erasure,
        store_copies.erase,
        Event.REMOVAL_COPY_ERASE,
    )


def _erase(node: Node, noun: str, due: Due, erase: Erase, event: Event) -> None:
    more = True
    while more:
        with node.work(NODE, purpose="end of keeping") as work:
            found = due(work.connection, work.now, _BATCH)
            for one_id, service_id in found:
                erase(work.connection, one_id, work.now)
                work.record(event, subject=(noun, one_id), service_id=service_id, reason=REASON)
        more = len(found) == _BATCH


TASKS = (
    Task("removal:run-out", run_out, every="* * * * *"),
    Task("removal:disclosed", disclosed, after=frozenset({Event.ORDER_DISCLOSE})),
    Task("removal:undone", undone, after=frozenset({Event.ORDER_REINSTATE, Event.ORDER_WITHDRAW})),
    Task("removal:erase-due", erase_due, every="41 * * * *"),
)
