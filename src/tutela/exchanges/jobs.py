"""What is done about indicators between institutions by the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.exchanges import holding, moves, releasing, store
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.jobs.registry import Task

if TYPE_CHECKING:
    from tutela.platform.node import Node

AT_ONCE: Final = 200


def erase_due(node: Node) -> None:
    """Empties submissions whose clock has run out. Repeating it changes nothing."""
    done = AT_ONCE
    while done == AT_ONCE:
        with node.work(NODE, purpose="erase submissions") as work:
            due = store.due_for_erasure(work.connection, work.now, AT_ONCE)
            for submission_id in due:
                one = moves.required_submission(work, submission_id)
                store.save_submission(
                    work.connection, one.id, fingerprints=None, sealed=None, erased_at=work.now
                )
                moves.record_submission(
                    work, Event.SUBMISSION_ERASE, one, reason="its clock ran out"
                )
            done = len(due)


TASKS: Final = (
    *releasing.TASKS,
    *holding.TASKS,
    Task("submissions:erase-due", erase_due, every="*/5 * * * *"),
)
