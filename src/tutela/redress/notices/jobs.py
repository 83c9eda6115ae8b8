"""What is done about notices later, and by the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.jobs.registry import Task
from tutela.redress.notices import erasing
from tutela.redress.notices.mailing import MAIL

if TYPE_CHECKING:
    from tutela.platform.node import Node


def erase_due(node: Node) -> None:
    """Erases the notices whose clock has run out."""
    erasing.erase_due(node)


TASKS = (MAIL, Task("notices:erase-due", erase_due, every="*/5 * * * *"))
