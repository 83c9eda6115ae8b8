"""What detection does by the clock. Scanning what was taken in needs a scanner: `intake.task`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.detection import intake
from tutela.platform.jobs.registry import Task

if TYPE_CHECKING:
    from tutela.platform.node import Node


def _give_up(node: Node) -> None:
    """Answers what was taken in for later and waited too long."""
    intake.give_up(node)


TASKS = (Task("detection:give-up-intake", _give_up, every="7 * * * *"),)
