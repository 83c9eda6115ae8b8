"""What happens to received reports by the clock: they go at the end of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.jobs.registry import Task
from tutela.receiving import store

if TYPE_CHECKING:
    from tutela.platform.node import Node

REASON: Final = "the time for keeping it is over"
_BATCH: Final = 200


def erase_due(node: Node) -> None:
    """Erases what received reports say whose time is over; their numbers stay."""
    while True:
        with node.work(NODE, purpose="end of keeping") as work:
            due = store.due_for_erasure(work.connection, work.now, _BATCH)
            for report_id in due:
                store.erase(work.connection, report_id, work.now)
                work.record(
                    Event.RECEIVED_ERASE,
                    subject=("received", report_id),
                    service_id=NODE_SERVICE,
                    reason=REASON,
                )
        if len(due) < _BATCH:
            return


TASKS = (Task("receiving:erase-due", erase_due, every="52 * * * *"),)
