"""What casework does later, and by the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tutela.casework import holds, legal_holds, withdrawals
from tutela.casework.claims import cover
from tutela.platform.audit.model import Event
from tutela.platform.jobs.registry import Task

if TYPE_CHECKING:
    from tutela.platform.node import Node


def _watch_holds(node: Node) -> None:
    """Raises the alarm for holds that nobody opened in time."""
    holds.raise_alarms(node)
    holds.note_ending(node)


def _erase_released(node: Node, *, subject_id: str) -> None:
    """Erases what only the legal hold `subject_id` kept."""
    legal_holds.erase_released(node, UUID(subject_id))


def _cover(node: Node) -> None:
    """Hands on what people hold whose absence has begun."""
    cover.hand_over(node)


def _cover_at_once(node: Node, *, subject_id: str) -> None:
    """The same as soon as an absence is written down, not only at the next minute."""
    del subject_id  # an absence may begin while another lasts: all are looked at
    cover.hand_over(node)


TASKS = (
    Task("casework:erase-released", _erase_released, after=frozenset({Event.LEGAL_HOLD_LIFT})),
    Task("casework:watch-holds", _watch_holds, every="* * * * *"),
    Task("casework:cover", _cover, every="* * * * *"),
    Task("casework:cover-at-once", _cover_at_once, after=frozenset({Event.ABSENCE_SAY})),
    Task(
        "casework:reopen",
        withdrawals.reopen_after,
        after=frozenset({Event.INDICATOR_WITHDRAW}),
        attempts=50,
    ),
)
