"""Carrying out a report: what a kind of recipient is given, and what its result makes of the row.

One try per run of the job, under a claim that ends with the process. The kind does the requests,
outside any transaction; the result is written inside one, with the row locked.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from tutela.evidence import service as evidence
from tutela.platform.actor import NODE
from tutela.platform.audit import store as audit_store
from tutela.platform.audit.model import Event
from tutela.platform.errors import TutelaError
from tutela.platform.jobs.registry import Task
from tutela.reporting import admission, moves, recipients, store
from tutela.reporting.claim import Claim, Overtaken, claimed
from tutela.reporting.errors import MediaNotKept, ReportNotDelivered
from tutela.reporting.gathering import PROBLEMS, gather
from tutela.reporting.ledger import Ledger
from tutela.reporting.machine import Command, ReportState
from tutela.reporting.plugin import (
    Again,
    Credentials,
    Filed,
    Handed,
    Problem,
    Refused,
    Retracted,
    Unclear,
    Waiting,
    kind,
)
from tutela.reporting.sealing import Seal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.reporting.model import Report
    from tutela.reporting.plugin import Document, Recipient
    from tutela.reporting.records import ReportRow

Anything = Filed | Handed | Refused | Again | Waiting | Unclear | Retracted
_RESTORED = "the node was restored from a backup after this was opened"
_WORKING = frozenset({ReportState.QUEUED, ReportState.RETRACTING})
_ELSEWHERE = "another worker has it, or had"


@dataclass(frozen=True)
class Filing:
    """All that a kind of recipient may use to carry out one report."""

    node: Node
    row: ReportRow
    report: Report
    recipient: Recipient
    ledger: Ledger
    claim: Claim

    @property
    def now(self) -> datetime:
        return self.node.clock.now()

    @property
    def seconds(self) -> float:
        """The time limit of one request."""
        return self.node.settings.report_seconds

    def obstacles(self) -> Sequence[Problem]:
        """What came up since it was sent: an item that is open again, a recipient that ended."""
        return admission.obstacles(self.node, self.report, self.recipient)

    def credentials(self) -> Credentials:
        """Raises CredentialsMissing and CredentialsUnreadable."""
        with self.node.read() as connection:
            return recipients.credentials(self.node, connection, self.recipient)

    def media(self, item_id: UUID) -> bytes:
        """The bytes of an item that somebody chose to attach; each release is in the log.

        Raises MediaNotKept, and what opening sealed bytes raises.
        """
        with self.node.work(NODE, purpose="attach to a report") as work:
            kept = store.evidence_of(work.connection, self.row.id, item_id)
            if kept is None:
                raise MediaNotKept(item=item_id)
            return evidence.release(work, kept, item_id=str(item_id), report=str(self.row.id))

    def keep(self, documents: list[Document]) -> None:
        """Seals and stores what is sent, in the place of all that was stored before."""
        self.claim.require()
        self.ledger.keep(documents)


def carry_out(node: Node, *, subject_id: str) -> None:
    """Tries to file, or to take back, one report once. Raises ReportNotDelivered for another try.

    A report that is not on its way is left alone, so repeating this is harmless. While another
    worker is on it, this run does nothing and is repeated: if that worker dies, somebody goes on.
    """
    with claimed(node, UUID(subject_id)) as claim:
        try:
            why = _carried(node, UUID(subject_id), claim)
        except Overtaken:
            why = _ELSEWHERE
    if why:
        raise ReportNotDelivered(report=subject_id, why=why)


def pick_up(node: Node) -> None:
    """Queues again what is on its way and has no job: whatever became of its job."""
    with node.work(NODE, purpose="pick up reports") as work:
        for report_id in store.stranded(work.connection, CARRY_OUT.name):
            work.defer(CARRY_OUT, subject_id=str(report_id))


def _carried(node: Node, report_id: UUID, claim: Claim | None) -> str:
    """One run under a claim; why it must be run again, if it must. Raises Overtaken."""
    with node.read() as connection:
        row = store.find(connection, report_id)
    if row is None or row.erased_at is not None or row.state not in _WORKING:
        return ""
    if claim is None:
        return _ELSEWHERE
    return _settle(node, row, _try(node, row, claim))


def _try(node: Node, row: ReportRow, claim: Claim) -> Anything:
    """One try; what goes wrong on our side is tried again too, and ends by the count of tries."""
    assert row.wrapped_key is not None  # noqa: S101 - `carry_out` leaves erased reports alone
    try:
        with node.read() as connection:
            report, recipient = gather(node, connection, row, node.clock.now())
            of = kind(recipient.kind)
            if not of.by_person and _came_back(connection, row):
                return Unclear(_RESTORED)
        seal = Seal(node, row.id, row.wrapped_key)
        filing = Filing(node, row, report, recipient, Ledger(node, row, seal), claim)
        if row.state is ReportState.RETRACTING:
            return of.retract(filing)
        problems = admission.problems(node, report, recipient) if not _begun(filing) else ()
        return Refused(tuple(problems)) if problems else of.file(filing)
    except TutelaError as error:
        return Again(error.code)


def _came_back(connection: Connection, row: ReportRow) -> bool:
    """Whether the node was restored since this was opened, and nobody has settled it since.

    What became of it after the backup is not known here: a draft may have been sent and filed.
    """
    restored = audit_store.restored_at(connection)
    if restored is None or row.opened_at > restored:
        return False
    subject = ("report", str(row.id))
    return not audit_store.has_happened(connection, Event.REPORT_SETTLE, subject, restored)


def _begun(filing: Filing) -> bool:
    """Whether the recipient may have something of it: then it is seen through, or taken back."""
    return any(one.state.live for one in filing.ledger.attempts())


def _settle(node: Node, tried: ReportRow, result: Anything) -> str:
    """Writes what came of a try; why it must be tried again, if it must."""
    with node.work(NODE, purpose="carry a report out") as work:
        row = moves.lock(work, tried.id)
        if row.state not in _WORKING or row.erased_at is not None:
            return ""
        if isinstance(result, Again):
            return _again(work, row, result)
        if isinstance(result, Waiting):
            store.save(work.connection, row.id, last_error=result.why)
            return ""
        if isinstance(result, Filed):
            _filed(work, row, result)
        elif isinstance(result, Retracted):
            moves.move(work, row, Command.FIND_RETRACTED)
        elif isinstance(result, Unclear):
            moves.move(work, row, Command.DOUBT, reason=result.why, last_error=result.why)
        elif row.state is ReportState.RETRACTING:
            # It was to be taken back while this try was under way: the next run does that.
            return "to be taken back"
        elif isinstance(result, Refused):
            _refused(node, work, row, result)
        else:
            moves.move(work, row, Command.HAND, last_error="")
    return ""


def _again(work: Work, row: ReportRow, result: Again) -> str:
    tries = row.tries + 1
    if tries >= work.node.settings.report_tries:
        over = Command.FAIL if row.state is ReportState.QUEUED else Command.DOUBT
        moves.move(work, row, over, reason=result.why, tries=tries, last_error=result.why)
        return ""
    store.save(work.connection, row.id, tries=tries, last_error=result.why)
    return result.why


def _filed(work: Work, row: ReportRow, result: Filed) -> None:
    retracting = row.state is ReportState.RETRACTING
    moves.receive(
        work,
        row,
        Command.FIND_FILED if retracting else Command.FILE,
        environment=recipients.environment_of(work.connection, row.recipient_id),
        reference=result.reference,
        received_at=work.now,
        given_by="service",
        remark=result.text,
    )


def _refused(node: Node, work: Work, row: ReportRow, result: Refused) -> None:
    assert row.wrapped_key is not None  # noqa: S101 - `_settle` leaves erased reports alone
    said = json.dumps([asdict(one) for one in result.problems]).encode()
    sealed = Seal(node, row.id, row.wrapped_key).seal(PROBLEMS, said)
    codes = [one.code for one in result.problems]
    moves.move(work, row, Command.REFUSE, reason=", ".join(codes), problems=sealed, last_error="")


# The row counts the tries and ends them (settings.report_tries); a crash between two of them uses
# up a run of the job without one, so the job itself is allowed many more.
CARRY_OUT = Task(
    "reporting:carry-out",
    carry_out,
    after=frozenset(
        {Event.REPORT_SEND, Event.REPORT_RETRY, Event.REPORT_TAKE_BACK, Event.REPORT_SETTLE}
    ),
    attempts=2000,
)


def read_problems(node: Node, row: ReportRow, sealed: bytes | None) -> list[Problem]:
    """Why a report was refused, in sentences."""
    if sealed is None or row.wrapped_key is None:
        return []
    said = json.loads(Seal(node, row.id, row.wrapped_key).open(PROBLEMS, sealed))
    return [Problem(**one) for one in said]
