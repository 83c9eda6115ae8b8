"""What a notice says is erased on its clock; what is counted of it stays."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.redress.notices import store, store_erasing
from tutela.redress.notices.machine import Command, move

if TYPE_CHECKING:
    from tutela.platform.node import Node

AT_ONCE: Final = 200
SOURCES_KEPT: Final = timedelta(days=1)


def erase_due(node: Node) -> int:
    """Erases the notices whose clock has run out, and where notices of the day before came from;
    how many notices. Repeating it changes nothing.
    """
    with node.transaction() as connection:
        store.forget_sources(connection, node.clock.now() - SOURCES_KEPT)
    done = 0
    while found := _erase_some(node):
        done += found
    return done


def _erase_some(node: Node) -> int:
    with node.work(NODE, purpose="erase notices") as work:
        due = store_erasing.due(work.connection, work.now, AT_ONCE)
        for notice_id, service_id, state in due:
            moved = move(state, Command.ERASE, by="node")
            store_erasing.erase(work.connection, notice_id, moved.target, work.now)
            work.record(
                Event(moved.event),
                subject=("notice", notice_id),
                service_id=service_id,
                reason="its clock ran out",
            )
        return len(due)
