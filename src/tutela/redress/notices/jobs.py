"""What is done about notices later, and by the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.audit.model import Event
from tutela.platform.jobs.registry import Task
from tutela.redress.notices import erasing, resuming
from tutela.redress.notices.mailing import MAIL

if TYPE_CHECKING:
    from tutela.platform.node import Node


def erase_due(node: Node) -> None:
    """Erases the notices whose clock has run out."""
    erasing.erase_due(node)


TASKS = (
    MAIL,
    Task("notices:erase-due", erase_due, every="*/5 * * * *"),
    Task("notices:resume-due", resuming.resume_due, every="3-59/5 * * * *"),
    Task(
        "notices:resume",
        resuming.follow,
        after=frozenset({Event.MISUSE_LIFT, Event.MISUSE_LAPSE}),
        attempts=50,
    ),
)
