"""What is done about users' flags by the clock: what they say is erased, what is counted stays."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from tutela.platform.jobs.registry import Task
from tutela.redress.erasing import Erasing
from tutela.redress.flags import store
from tutela.redress.flags.machine import NODE, Command, move

if TYPE_CHECKING:
    from tutela.platform.node import Node

_FLAGS: Final = Erasing(
    "flag", store.due, partial(move, command=Command.ERASE, by=NODE), store.erase
)


def erase_due(node: Node) -> None:
    """Erases the flags whose clock has run out. Repeating it changes nothing."""
    _FLAGS.run(node)


TASKS = (Task("flags:erase-due", erase_due, every="*/5 * * * *"),)
