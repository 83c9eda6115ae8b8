"""Moving a locked report, with the event that tells of it and what always follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.actor import ActorKind
from tutela.platform.audit.model import Event
from tutela.reporting import ledger_store, machine, receipt_store, store
from tutela.reporting.errors import ReportMoveRefused, ReportUnknown
from tutela.reporting.machine import Command, ReportState

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.platform.work import Work
    from tutela.reporting.model import Environment
    from tutela.reporting.records import ReportRow

TABLE = machine.FILING.moves
# What frees the events of a report to be reported again.
_FREEING = frozenset({ReportState.CANCELLED, ReportState.RETRACTED})
# What makes documents that were built for sending untrue.
_UNDOING = frozenset({Command.REVISE, Command.CANCEL, Command.FIND_RETRACTED})


def lock(work: Work, report_id: UUID) -> ReportRow:
    """The report, locked for the rest of the transaction. Raises ReportUnknown."""
    row = store.find(work.connection, report_id, locked=True)
    if row is None:
        raise ReportUnknown(report=report_id)
    work.waited()
    return row


def move(
    work: Work, row: ReportRow, command: Command, *, reason: str = "", **values: object
) -> None:
    """Writes the state that follows from `command`, and `values` with it. Raises MoveRefused."""
    by = "person" if work.actor.kind is ActorKind.PERSON else "node"
    applied = machine.move(row.state, command, by=by)
    store.save(work.connection, row.id, state=applied.target.value, **values)
    if applied.target in _FREEING:
        store.release(work.connection, row.id, work.now)
    if command in _UNDOING:
        ledger_store.drop_documents(work.connection, row.id)
    tell(work, row, Event(applied.event), reason=reason, state=applied.target.value)


def refused(row: ReportRow, command: str) -> ReportMoveRefused:
    """What to raise where a report is in the wrong state for something that is no move."""
    return ReportMoveRefused(state=row.state.value, command=command)


def tell(work: Work, row: ReportRow, event: Event, *, reason: str = "", **facts: object) -> None:
    """Records something of a report in the log: ids and states, never what it says."""
    work.record(
        event,
        subject=("report", row.id),
        service_id=row.service_id,
        reason=reason,
        profile=row.profile,
        recipient=str(row.recipient_id),
        case=str(row.case_id) if row.case_id else None,
        **facts,
    )


def receive(
    work: Work,
    row: ReportRow,
    command: Command,
    *,
    environment: Environment,
    reference: str,
    received_at: datetime,
    given_by: str,
    remark: str = "",
) -> None:
    """Moves a report to `filed` with its receipt; `remark` is what a person should see to."""
    receipt: dict[str, object] = {
        "environment": environment.value,
        "reference": reference,
        "given_by": given_by,
        "recorded_by": work.actor.id,
        "recorded_by_name": work.actor.name,
        "received_at": received_at,
        "recorded_at": work.now,
    }
    receipt_store.add_receipt(work.connection, row.id, row.service_id, work.new_id(), receipt)
    # The state comes last: what follows from it finds the receipt.
    move(work, row, command, reference=reference, filed_at=received_at, last_error=remark)
