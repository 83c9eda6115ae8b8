"""What a person decides about a report: send it, mark it as sent, settle it, take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tutela.platform.actor import ActorKind
from tutela.platform.approvals import alone, asking
from tutela.platform.approvals.errors import RequestStale
from tutela.platform.permissions import Permission
from tutela.reporting import admission, joining, moves, recipients, second
from tutela.reporting.errors import (
    EnvironmentRefused,
    ReferenceMissing,
    ReportErased,
    ReportIncomplete,
    SenderNotPerson,
)
from tutela.reporting.gathering import gather
from tutela.reporting.machine import Command

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import datetime

    from tutela.platform.actor import Actor
    from tutela.platform.approvals.errors import AwaitsApproval
    from tutela.platform.approvals.model import Request
    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.reporting.model import Report
    from tutela.reporting.plugin import Recipient
    from tutela.reporting.records import ReportRow

LONGEST_REFERENCE = 200


def send(node: Node, actor: Actor, report_id: UUID, *, reason: str = "") -> None:
    """Sends a draft on its way; a job carries it out, and files it at most once.

    Where only this person decided what it tells, it waits for another one (`second.py`): raises
    AwaitsApproval, or AskingReasonMissing without `reason`. Raises ReportUnknown, ReportErased,
    EnvironmentRefused, ReportIncomplete (with every problem at once), ReportMoveRefused,
    SenderNotPerson.
    """
    with _acting(node, actor, "send a report") as work:
        row, report, recipient = _ready(work, report_id)
        if not second.needed(work.node, work.connection, row, actor):
            if second.only_one(work.connection, row, actor, work.now):
                work.marks[alone.MARK] = True
            _send(work, row, actor.id, actor.name)
            return
        waits = asking.ask(work, second.to_send(row, report, recipient.name), reason)
    raise waits


def ask_to_send(node: Node, actor: Actor, report_id: UUID, reason: str) -> AwaitsApproval:
    """Asks that a draft be sent, whoever decided it; returns how to go on.

    Raises as `send` does, and AskingReasonMissing.
    """
    if actor.kind is not ActorKind.PERSON:
        raise SenderNotPerson
    actor.require(Permission.REPORT_PREPARE)
    with node.work(actor, "ask to send a report") as work:
        row, report, recipient = _ready(work, report_id)
        return asking.ask(work, second.to_send(row, report, recipient.name), reason)


def carry_out(work: Work, request: Request) -> None:
    """Sends what another person agreed to. Raises RequestStale where the report says something
    else now, and as `send` does.
    """
    row, report, _ = _ready(work, UUID(request.asked.subject))
    if second.digest(report) != request.asked.payload["digest"]:
        raise RequestStale
    _send(work, row, request.asked_by, request.asked_name)


def _ready(work: Work, report_id: UUID) -> tuple[ReportRow, Report, Recipient]:
    """A draft that could be sent now. Raises as `send` does."""
    row = _lock(work, report_id)
    if (row.state, Command.SEND) not in moves.TABLE:
        raise moves.refused(row, Command.SEND.value)
    report, recipient = gather(work.node, work.connection, row, work.now)
    for problem in admission.environment_problems(report, recipient):
        where = recipient.environment.value
        raise EnvironmentRefused(
            environment=where, recipient=recipient.name, why=_inside(problem.sentence)
        )
    problems = admission.problems(work.node, report, recipient)
    if problems:
        raise ReportIncomplete(problems=" ".join(one.sentence for one in problems))
    return row, report, recipient


def _send(work: Work, row: ReportRow, by: str, by_name: str) -> None:
    moves.move(
        work,
        row,
        Command.SEND,
        problems=None,
        tries=0,
        sent_at=work.now,
        sent_by=by,
        sent_by_name=by_name,
        single_person=alone.MARK in work.marks,
    )


def mark_sent(
    node: Node, actor: Actor, report_id: UUID, *, reference: str, sent_at: datetime
) -> None:
    """Records that a person sent a pack: the recipient's reference, and when.

    Raises ReportUnknown, ReferenceMissing, ReportMoveRefused, SenderNotPerson.
    """
    with _acting(node, actor, "mark a report as sent") as work:
        row = _lock(work, report_id)
        _require_reference(reference, sent_at, work.now)
        if row.sent_at is not None and sent_at < row.sent_at:
            raise ReferenceMissing  # before it could have been: the pack was not built yet
        moves.receive(
            work,
            row,
            Command.MARK_SENT,
            environment=recipients.environment_of(work.connection, row.recipient_id),
            reference=reference.strip(),
            received_at=sent_at,
            given_by="person",
        )


def settle(node: Node, actor: Actor, report_id: UUID, *, reference: str | None) -> None:
    """Settles an unclear report after asking the recipient: filed under `reference`, or not at all.

    What was not filed is sent again. Raises ReportUnknown, ReferenceMissing, ReportMoveRefused,
    SenderNotPerson.
    """
    with _acting(node, actor, "settle a report") as work:
        row = _lock(work, report_id)
        if reference is None:
            moves.move(work, row, Command.SETTLE_NOT_FILED, tries=0, sent_at=work.now)
            return
        _require_reference(reference, work.now, work.now)
        moves.receive(
            work,
            row,
            Command.SETTLE_FILED,
            environment=recipients.environment_of(work.connection, row.recipient_id),
            reference=reference.strip(),
            received_at=work.now,
            given_by="person",
        )


def retry(node: Node, actor: Actor, report_id: UUID) -> None:
    """Gives a failed report all its tries again. Raises ReportUnknown, ReportMoveRefused."""
    with _acting(node, actor, "try a report again") as work:
        moves.move(work, _lock(work, report_id), Command.RETRY, tries=0)


def retract(node: Node, actor: Actor, report_id: UUID, reason: str) -> None:
    """Takes a report back: drops what was not sent, asks the recipient to drop what was not filed.

    Raises ReportUnknown, ReportMoveRefused (a filed report stays filed: correct it instead).
    """
    with _acting(node, actor, "take a report back") as work:
        row = _lock(work, report_id)
        sent = (row.state, Command.CANCEL) not in moves.TABLE
        command = Command.RETRACT if sent else Command.CANCEL
        moves.move(work, row, command, reason=reason.strip(), tries=0)


def revise(node: Node, actor: Actor, report_id: UUID) -> None:
    """Makes a refused or handed report a draft again. Raises ReportUnknown, ReportMoveRefused."""
    with _acting(node, actor, "revise a report") as work:
        joining.revise(work, _lock(work, report_id), "it is revised")


def _acting(node: Node, actor: Actor, purpose: str) -> AbstractContextManager[Work]:
    """A unit of work of a person who may send. Raises SenderNotPerson and Forbidden."""
    if actor.kind is not ActorKind.PERSON:
        raise SenderNotPerson
    actor.require(Permission.REPORT_SEND)
    return node.work(actor, purpose)


def _lock(work: Work, report_id: UUID) -> ReportRow:
    row = moves.lock(work, report_id)
    if row.erased_at is not None:
        raise ReportErased(report=row.id, erased_at=row.erased_at.isoformat())
    return row


def _require_reference(reference: str, at: datetime, now: datetime) -> None:
    text = reference.strip()
    sane = 0 < len(text) <= LONGEST_REFERENCE and text.isprintable()
    if not sane or at > now:
        raise ReferenceMissing


def _inside(sentence: str) -> str:
    """A sentence as part of another."""
    return sentence[:1].lower() + sentence[1:].rstrip(".")
