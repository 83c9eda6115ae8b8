"""What is done about users' flags by the clock: what they say is erased, what is counted stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.jobs.registry import Task
from tutela.redress.flags import store
from tutela.redress.flags.machine import Command, move

if TYPE_CHECKING:
    from tutela.platform.node import Node

AT_ONCE: Final = 200


def erase_due(node: Node) -> None:
    """Erases the flags whose clock has run out. Repeating it changes nothing."""
    while _erase_some(node):
        pass


def _erase_some(node: Node) -> int:
    with node.work(NODE, purpose="erase what users flagged") as work:
        due = store.due(work.connection, work.now, AT_ONCE)
        for flag_id, service_id, state in due:
            moved = move(state, Command.ERASE, by="node")
            gone = store.EMPTY | {"state": moved.target.value, "erased_at": work.now}
            store.save(work.connection, flag_id, **gone)
            work.record(
                Event(moved.event),
                subject=("flag", flag_id),
                service_id=service_id,
                reason="its clock ran out",
            )
        return len(due)


TASKS = (Task("flags:erase-due", erase_due, every="*/5 * * * *"),)
