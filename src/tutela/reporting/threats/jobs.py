"""What follows from a decision on an item: its case's assessment of threats."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tutela.platform.audit.model import Event
from tutela.platform.jobs.registry import Task
from tutela.reporting.threats import service

if TYPE_CHECKING:
    from tutela.platform.node import Node


def open_assessment(node: Node, *, subject_id: str) -> None:
    """Opens the assessment of the case of the item `subject_id`, if it needs one."""
    service.open_for_item(node, UUID(subject_id))


TASKS = (
    Task(
        "threats:open",
        open_assessment,
        after=frozenset({Event.DECISION_MAKE, Event.DECISION_REVERSE}),
        attempts=50,
    ),
)
