"""Complaints of whoever is suspended for misuse: received and kept, and looked at afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.redress.complaints import clocks, store

if TYPE_CHECKING:
    from tutela.platform.node import Node


def resume_due(node: Node) -> None:
    """Lets all be looked at whose pause is over. Repeating it changes nothing.

    The place of each case follows by a job: here many complaints are locked, in no order of cases.
    """
    with node.work(NODE, purpose="look at complaints that waited") as work:
        for one in store.paused_over(work.connection, work.now):
            due_at = clocks.due(work.now, undecided=False)
            store.save(work.connection, one.id, due_at=due_at, paused_until=None, pause_id=None)
            work.record(
                Event.COMPLAINT_RESUME,
                subject=("complaint", one.id),
                service_id=one.service_id,
                due_at=due_at.isoformat(),
            )


def follow(node: Node, *, subject_id: str) -> None:
    """Does the same at once when a suspension ends."""
    del subject_id
    resume_due(node)
