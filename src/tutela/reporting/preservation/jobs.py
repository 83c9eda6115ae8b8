"""What follows from a filed report: its clocks, and the end of what was kept until then."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tutela.platform.audit.model import Event
from tutela.platform.jobs.registry import Task
from tutela.reporting.preservation import service

if TYPE_CHECKING:
    from tutela.platform.node import Node

# A person may find out that an unclear report was filed: that is `settle`, and ends filed as well.
_FILED = frozenset({Event.REPORT_FILE, Event.REPORT_SETTLE})
# A report that is dropped no longer stands in the way of the receipts of the others.
_DROPPED = frozenset({Event.REPORT_CANCEL, Event.REPORT_RETRACT})


def open_clocks(node: Node, *, subject_id: str) -> None:
    """Starts the clocks of the report `subject_id`, if it is filed."""
    service.open_for(node, UUID(subject_id))


def erase_received(node: Node, *, subject_id: str) -> None:
    """Erases what was kept until a receipt, now that something changed for `subject_id`."""
    del subject_id  # the same bytes may belong to other reports, so all are looked at
    service.erase_received(node)


def sweep_received(node: Node) -> None:
    """The same by the clock: a decision on an item may set free what no report event tells of."""
    service.erase_received(node)


TASKS = (
    Task("preservation:open", open_clocks, after=_FILED, attempts=50),
    Task("preservation:erase-received", erase_received, after=_FILED | _DROPPED),
    Task("preservation:sweep-received", sweep_received, every="29 * * * *"),
)
