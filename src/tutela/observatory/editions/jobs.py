"""What is done about closed papers later: their content is erased when their years are over."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from tutela.observatory.editions import store
from tutela.observatory.editions.machine import NODE, Command, move
from tutela.platform.jobs.registry import Task
from tutela.redress.erasing import Erasing

if TYPE_CHECKING:
    from tutela.platform.node import Node

_EDITIONS: Final = Erasing(
    "paper", store.due_to_erase, partial(move, command=Command.ERASE, by=NODE), store.erase
)


def erase_due(node: Node) -> None:
    """Erases the content of papers whose years are over. Safe to run again."""
    _EDITIONS.run(node)


TASKS = (Task("papers:erase-due", erase_due, every="11 * * * *"),)
