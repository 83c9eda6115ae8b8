"""Reading and exporting reports: each look at what one says is logged with its purpose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.platform.approvals import asking
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.reporting import (
    admission,
    ledger_store,
    moves,
    receipt_store,
    recipient_store,
    second,
    store,
)
from tutela.reporting.errors import (
    DocumentUnknown,
    PackNotReady,
    ReportErased,
    ReportIncomplete,
)
from tutela.reporting.filing import read_problems
from tutela.reporting.gathering import gather
from tutela.reporting.machine import ReportState
from tutela.reporting.model import Environment
from tutela.reporting.plugin import Document, kind
from tutela.reporting.sealing import Seal
from tutela.texts.phrase import phrase, word

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.reporting.model import Report
    from tutela.reporting.plugin import Problem, Recipient
    from tutela.reporting.records import (
        Attempt,
        DocumentRow,
        Exchange,
        Outcome,
        Receipt,
        ReportRow,
    )
    from tutela.reporting.second import Standing

# Media sealed to the recipient: nobody here can read it, so it is no document to show.
SEALED = ".age"
_SENDABLE = frozenset({ReportState.HANDED, ReportState.FILED})
LISTED = 500
NOT_FILED = phrase("NOT FILED")


@dataclass(frozen=True, slots=True)
class ReportSummary:
    """One line of the list of reports: nothing of what it says."""

    row: ReportRow
    recipient: str
    recipient_kind: str
    environment: Environment
    items: int
    receipt: Receipt | None
    attempt: Attempt | None  # the live one

    @property
    def filed(self) -> bool:
        """Whether it is filed for real: a production receipt is there."""
        return self.receipt is not None and self.receipt.environment is Environment.PRODUCTION

    @property
    def standing(self) -> str:
        """Filed, or the words that nobody may overlook."""
        if self.filed:
            return "filed"
        if self.receipt is None:
            return NOT_FILED
        return phrase(
            "NOT FILED: received by the {environment} only",
            environment=word(self.environment.value),
        )


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report with everything that belongs to it. Personal data; None of it once erased."""

    summary: ReportSummary
    report: Report | None
    to: Recipient
    problems: tuple[Problem, ...]
    attempts: tuple[Attempt, ...]
    exchanges: tuple[Exchange, ...]
    documents: tuple[DocumentRow, ...]
    outcomes: tuple[Outcome, ...]
    followers: tuple[ReportSummary, ...]
    second: Standing

    @property
    def unnamed(self) -> int:
        """How many nameless openings may lie at the recipient."""
        return sum(one.state == "unnamed" for one in self.attempts)


def list_reports(
    node: Node,
    actor: Actor,
    *,
    states: Collection[ReportState] = (),
    case_id: UUID | None = None,
    limit: int = LISTED,
) -> list[ReportSummary]:
    """The reports, urgent ones first, then the newest."""
    actor.require(Permission.REPORT_READ)
    with node.read() as connection:
        rows = store.reports(connection, states=states, case_id=case_id, limit=limit)
        return _summaries(connection, rows)


def is_filed(node: Node, case_id: UUID) -> bool:
    """Whether a report of a case has a production receipt."""
    with node.read() as connection:
        return receipt_store.filed_for_real(connection, case_id)


def show_report(node: Node, actor: Actor, report_id: UUID, *, purpose: str) -> ReportView:
    """A report with all that it says and what became of it; the look is recorded.

    Raises ReportUnknown and ReportUnreadable.
    """
    actor.require(Permission.REPORT_READ)
    with node.work(actor, purpose=purpose) as work:
        row = moves.lock(work, report_id)
        moves.tell(work, row, Event.REPORT_VIEW)
        connection = work.connection
        readable = row.erased_at is None
        _, problems = store.content(connection, row.id)
        followers = store.followers(connection, row.id)
        return ReportView(
            summary=_summaries(connection, [row])[0],
            report=gather(node, connection, row, work.now)[0] if readable else None,
            to=recipient_store.by_id(connection, row.recipient_id),
            problems=tuple(read_problems(node, row, problems)),
            attempts=tuple(ledger_store.attempts(connection, row.id)),
            exchanges=tuple(ledger_store.exchanges(connection, row.id)),
            documents=tuple(ledger_store.documents(connection, row.id)),
            outcomes=tuple(receipt_store.outcomes(connection, row.id)),
            followers=tuple(_summaries(connection, followers)),
            second=second.standing(node, connection, row, actor, work.now),
        )


def read_documents(
    node: Node, actor: Actor, report_id: UUID, *, purpose: str, names: Collection[str] = ()
) -> list[Document]:
    """What was built for sending, word for word, or what would be sent now; without media.

    The look is recorded. Raises ReportUnknown, ReportErased, ReportUnreadable, DocumentUnknown.
    """
    actor.require(Permission.REPORT_READ)
    with node.work(actor, purpose=purpose) as work:
        row = moves.lock(work, report_id)
        moves.tell(work, row, Event.REPORT_VIEW, documents=sorted(names))
        report, to = gather(node, work.connection, row, work.now)
        found = _stored(node, work.connection, row) or kind(to.kind).documents(report, to)
    shown = [
        one for one in found if not one.name.endswith(SEALED) and (not names or one.name in names)
    ]
    if names and not shown:
        raise DocumentUnknown(report=report_id, names=", ".join(sorted(names)))
    return shown


def export_pack(node: Node, actor: Actor, report_id: UUID, *, reason: str = "") -> list[Document]:
    """The pack of a report for sending it by hand, sealed media included.

    Each export of it needs another person's permit: raises AwaitsApproval, or AskingReasonMissing
    without `reason`. Raises ReportUnknown, ReportErased, PackNotReady, and ReportIncomplete where a
    decision behind it is open again.
    """
    actor.require(Permission.REPORT_EXPORT)
    with node.work(actor, purpose="export a pack") as work:
        row = moves.lock(work, report_id)
        found = _stored(node, work.connection, row) if row.state in _SENDABLE else []
        if not found:
            raise PackNotReady(state=row.state.value)
        report, to = gather(node, work.connection, row, work.now)
        problems = admission.obstacles(node, report, to)
        if problems and row.state is ReportState.HANDED:
            raise ReportIncomplete(problems=" ".join(one.sentence for one in problems))
        waits = asking.permitted(work, second.to_export(row, found, to.name), reason)
        if waits is None:
            moves.tell(work, row, Event.REPORT_EXPORT, documents=[one.name for one in found])
    if waits is not None:
        raise waits
    return found


def read_exchange(
    node: Node, actor: Actor, report_id: UUID, exchange_id: UUID
) -> tuple[bytes, bytes]:
    """A request and its answer, word for word; the look is recorded. Raises DocumentUnknown."""
    actor.require(Permission.REPORT_READ)
    with node.work(actor, purpose="read an exchange with a recipient") as work:
        row = moves.lock(work, report_id)
        of = ledger_store.exchanges(work.connection, row.id)
        one = next((one for one in of if one.id == exchange_id), None)
        if one is None or row.wrapped_key is None:
            raise DocumentUnknown(report=report_id, names=f"exchange {exchange_id}")
        moves.tell(work, row, Event.REPORT_VIEW, exchange=str(exchange_id))
    seal = Seal(node, row.id, row.wrapped_key)
    request = seal.open(f"request:{one.id}", one.request) if one.request else b""
    answer = seal.open(f"answer:{one.id}", one.answer) if one.answer else b""
    return request, answer


def _stored(node: Node, connection: Connection, row: ReportRow) -> list[Document]:
    if row.wrapped_key is None:
        raise ReportErased(report=row.id, erased_at=row.erased_at)
    seal = Seal(node, row.id, row.wrapped_key)
    found = []
    for one in ledger_store.documents(connection, row.id):
        sealed = ledger_store.sealed_document(connection, row.id, one.name)
        if sealed is not None:
            data = seal.open(f"document:{one.name}", sealed)
            found.append(Document(one.name, one.media_type, data))
    return found


def _summaries(connection: Connection, rows: Collection[ReportRow]) -> list[ReportSummary]:
    ids = [row.id for row in rows]
    names = store.recipient_names(connection)
    counts = store.items_of_all(connection, ids)
    receipts = receipt_store.receipts(connection, ids)
    live = ledger_store.live_attempts(connection, ids)
    return [
        ReportSummary(
            row=row,
            recipient=names[row.recipient_id][0],
            recipient_kind=names[row.recipient_id][1],
            environment=Environment(names[row.recipient_id][2]),
            items=counts.get(row.id, 0),
            receipt=receipts.get(row.id),
            attempt=live.get(row.id),
        )
        for row in rows
    ]
