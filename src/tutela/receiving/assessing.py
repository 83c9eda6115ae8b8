"""What people at an authority find (Article 36(3)), and what came of it (Article 83(2)(a))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.federation import posting
from tutela.federation.kinds import REPORT_ASSESSED, REPORT_CONCLUDED
from tutela.law import draft
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission
from tutela.receiving import findings, holds, moves, telling
from tutela.receiving.errors import ReceivedExtended
from tutela.receiving.hearing import CONFIRM
from tutela.receiving.machine import Command

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.receiving.model import Outcome
    from tutela.receiving.moves import Opened
    from tutela.reporting.centre.model import Finding

_REASON = "why"


def assess(
    node: Node, actor: Actor, report_id: UUID, item_id: UUID, finding: Finding, reason: str
) -> None:
    """Says of one item what it is; the Centre is told. The same again changes nothing.

    Raises ReceivedItemUnknown, ReceivedAssessed, ReceivedMoveRefused, and what posting raises.
    """
    moves.require(node, actor, Permission.RECEIVED_ASSESS, NodeRole.AUTHORITY)
    said = moves.require_words(reason, _REASON)
    with node.work(actor, purpose="assess a reported item") as work:
        one = moves.locked(work, report_id)
        new = findings.note(work, one, item_id, finding, said, by=actor.id, by_name=actor.name)
        if new:
            body = {
                "number": one.line.number,
                "item": str(item_id),
                "finding": finding.value,
                "reason": said,
            }
            subject = telling.subject_of(one.line.number)
            posting.post(work, one.line.peer_id, REPORT_ASSESSED, subject, body)


def extend(node: Node, actor: Actor, report_id: UUID, reason: str) -> None:
    """Takes the longer time that the draft allows where assessing is complex; once.

    Raises ReceivedExtended and ReceivedMoveRefused.
    """
    moves.require(node, actor, Permission.RECEIVED_ASSESS, NodeRole.AUTHORITY)
    said = moves.require_words(reason, _REASON)
    with node.work(actor, purpose="extend the time to assess a report") as work:
        one = moves.locked(work, report_id)
        if one.line.extended:
            raise ReceivedExtended
        due = draft.due(CONFIRM, one.line.received_at, extended=True)
        moves.move(work, one, Command.EXTEND, words=said, due_at=due, extended=True)


def conclude(node: Node, actor: Actor, report_id: UUID, outcome: Outcome, reason: str) -> None:
    """Records what came of a report, as an officer who was told so; the Centre is told.

    Raises ReceivedMoveRefused and what posting raises.
    """
    moves.require(node, actor, Permission.RECEIVED_ASSESS, NodeRole.AUTHORITY, NodeRole.CENTRE)
    said = moves.require_words(reason, _REASON)
    with node.work(actor, purpose="record what came of a report") as work:
        end(work, moves.locked(work, report_id), outcome, said)


def end(work: Work, one: Opened, outcome: Outcome, reason: str, by: str = "") -> None:
    """The same within a work; `by` names whoever said so without an account."""
    moves.move(work, one, Command.CONCLUDE, by=by, words=reason, outcome=outcome.value, due_at=None)
    holds.lift_idle(work, one, outcome)
    if work.node.identity.role is NodeRole.AUTHORITY:
        body = {"number": one.line.number, "outcome": outcome.value, "reason": reason}
        subject = telling.subject_of(one.line.number)
        posting.offer(work, one.line.peer_id, REPORT_CONCLUDED, subject, body)
