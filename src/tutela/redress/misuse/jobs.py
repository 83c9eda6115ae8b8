"""What is done about misuse by the clock: what is over ends, and is erased."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from tutela.platform.jobs.registry import Task
from tutela.redress.erasing import Erasing
from tutela.redress.misuse import ending, store
from tutela.redress.misuse.machine import NODE, Command, move

if TYPE_CHECKING:
    from tutela.platform.node import Node

_MISUSE: Final = Erasing(
    "misuse", store.due_to_erase, partial(move, command=Command.ERASE, by=NODE), store.erase
)


def erase_due(node: Node) -> None:
    """Erases what was written in cases whose clock has run out. Safe to run again."""
    _MISUSE.run(node)


TASKS = (
    Task("misuse:lapse", ending.lapse, every="2-59/5 * * * *"),
    Task("misuse:erase-due", erase_due, every="*/5 * * * *"),
)
