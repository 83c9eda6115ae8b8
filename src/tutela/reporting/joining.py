"""Making a report a draft again where another draft of its subject was opened meanwhile.

A recipient has one draft of a subject: what the other one holds joins the one that is revised.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.reporting import layers, moves, store
from tutela.reporting.machine import Command
from tutela.reporting.model import ReportKind
from tutela.reporting.records import ItemRow

if TYPE_CHECKING:
    from tutela.platform.work import Work
    from tutela.reporting.records import ReportRow


def revise(work: Work, row: ReportRow, reason: str) -> None:
    """Makes a refused or handed report a draft again, locked by the caller. Raises MoveRefused."""
    if (row.state, Command.REVISE) in moves.TABLE and row.kind is not ReportKind.CORRECTION:
        subject = (row.subject_kind, row.subject_ref)
        other = store.draft_of(work.connection, row.recipient_id, subject)
        if other is not None:
            _join(work, row, other)
    moves.move(work, row, Command.REVISE, reason=reason, problems=None)


def _join(work: Work, row: ReportRow, other: ReportRow) -> None:
    for one in store.items(work.connection, other.id):
        store.release(work.connection, other.id, work.now, one.item_id)
        take(work, row, ItemRow(row.id, one.item_id, one.event_key, one.role, one.attach, None))
    added = layers.read(work.node, work.connection, other)
    if not added.empty and row.wrapped_key is not None:
        layers.write(work, row, layers.read(work.node, work.connection, row).over(added))
    store.keep_longer(work.connection, row.id, other.erase_at)
    moves.move(work, other, Command.CANCEL, reason=f"joined with report {row.id}")


def take(work: Work, row: ReportRow, item: ItemRow) -> bool:
    """Takes an event into a report; False if a report to this recipient has it already."""
    added = store.add_item(
        work.connection,
        item,
        service_id=row.service_id,
        recipient_id=row.recipient_id,
        now=work.now,
    )
    return added or store.retake_item(work.connection, row.id, item.item_id, item.event_key)
