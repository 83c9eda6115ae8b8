"""What is done about complaints later: settled by what is decided in a case, and erased; and so
statements once nothing is said of them any more.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from tutela.platform.audit.model import Event
from tutela.platform.jobs.registry import Task
from tutela.redress.complaints import keeping, placing, resuming, settling, store
from tutela.redress.complaints.machine import NODE, Command, move
from tutela.redress.erasing import Erasing

if TYPE_CHECKING:
    from tutela.platform.node import Node

_COMPLAINTS: Final = Erasing(
    "complaint",
    store.due_to_erase,
    partial(move, command=Command.ERASE, by=NODE),
    store.erase,
)


def erase_due(node: Node) -> None:
    """Erases what was written in complaints whose clock has run out. Safe to run again."""
    _COMPLAINTS.run(node)


TASKS = (
    Task(
        "complaints:settle",
        settling.follow,
        after=frozenset({Event.DECISION_MAKE, Event.DECISION_REVERSE, Event.DECISION_DECLINE}),
        attempts=50,
    ),
    Task(
        "complaints:place", placing.follow, after=frozenset({Event.COMPLAINT_RESUME}), attempts=50
    ),
    Task("complaints:sweep", settling.sweep, every="7-59/10 * * * *"),
    Task("complaints:erase-due", erase_due, every="*/5 * * * *"),
    Task("statements:start-clocks", keeping.start_clocks, every="13 * * * *"),
    Task("statements:erase-due", keeping.erase_due, every="*/5 * * * *"),
    Task("complaints:resume-due", resuming.resume_due, every="4-59/5 * * * *"),
    Task(
        "complaints:resume",
        resuming.follow,
        after=frozenset({Event.MISUSE_LIFT, Event.MISUSE_LAPSE}),
        attempts=50,
    ),
)
