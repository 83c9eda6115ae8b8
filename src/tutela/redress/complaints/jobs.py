"""What is done about complaints later: settled by what is decided in a case, and erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.jobs.registry import Task
from tutela.redress.complaints import settling, store
from tutela.redress.complaints.machine import Command, move

if TYPE_CHECKING:
    from tutela.platform.node import Node

AT_ONCE: Final = 200


def erase_due(node: Node) -> None:
    """Erases what was written in complaints whose clock has run out. Safe to run again."""
    while _erase_some(node):
        pass


def _erase_some(node: Node) -> int:
    with node.work(NODE, purpose="erase complaints") as work:
        due = store.due_to_erase(work.connection, work.now, AT_ONCE)
        for complaint_id, service_id, state in due:
            moved = move(state, Command.ERASE, by="node")
            store.erase(work.connection, complaint_id, moved.target, work.now)
            work.record(
                Event(moved.event),
                subject=("complaint", complaint_id),
                service_id=service_id,
                reason="its clock ran out",
            )
        return len(due)


TASKS = (
    Task(
        "complaints:settle",
        settling.follow,
        after=frozenset({Event.DECISION_MAKE, Event.DECISION_REVERSE, Event.DECISION_DECLINE}),
        attempts=50,
    ),
    Task("complaints:sweep", settling.sweep, every="7-59/10 * * * *"),
    Task("complaints:erase-due", erase_due, every="*/5 * * * *"),
)
