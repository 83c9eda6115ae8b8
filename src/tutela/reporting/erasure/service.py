"""Erasing reports whose clock ran out. The limit of the law wins over everything under way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.reporting import moves
from tutela.reporting.erasure import store
from tutela.reporting.machine import Command, ReportState

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.node import Node
    from tutela.platform.work import Work

REASON: Final = "the time for keeping it is over"
_BATCH: Final = 200


def erase_due(node: Node) -> int:
    """Erases what every report says whose time is over; how many. Repeating it changes nothing.

    Receipts, digests and the log stay. A report that was under way keeps its state, and can no
    longer be sent; a draft is dropped, so that its subject can be reported again.
    """
    erased = 0
    while True:
        with node.work(NODE, purpose="end of preservation") as work:
            due = store.due(work.connection, work.now, _BATCH)
            for report_id in due:
                _erase(work, report_id)
            store.forget_late(work.connection)
        erased += len(due)
        if len(due) < _BATCH:
            return erased


def _erase(work: Work, report_id: UUID) -> None:
    row = moves.lock(work, report_id)
    if row.state is ReportState.DRAFT:
        moves.move(work, row, Command.CANCEL, reason=REASON)
    store.erase(work.connection, report_id, work.now)
    moves.tell(work, row, Event.REPORT_ERASE, reason=REASON)
