"""What people at an authority ask: that a user is not told of a report yet, or may be told now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.federation import posting
from tutela.federation.kinds import HOLD_ASKED, HOLD_ENDED
from tutela.platform.audit.canonical import instant_text
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission
from tutela.receiving import holds, moves, telling
from tutela.receiving.errors import HoldMissing

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

_WHY: Final = "which activities telling the user would disturb"
_WHY_END: Final = "why the user may be told now"


def hold(node: Node, actor: Actor, report_id: UUID, until: datetime, reason: str) -> None:
    """Asks that the user be not told until then (Article 48(6) and (7)). Another moment takes the
    place of an earlier one; eighteen months run from the first.

    Raises HoldTooLate, HoldTooLong, ReceivedMoveRefused, and what posting raises.
    """
    moves.require(node, actor, Permission.RECEIVED_ASSESS, NodeRole.AUTHORITY)
    said = moves.require_words(reason, _WHY)
    with node.work(actor, purpose="ask that a user be not told of a report") as work:
        one = moves.locked(work, report_id)
        if holds.place(work, one, until, said, since=work.now):
            body = {"number": one.line.number, "until": instant_text(until), "reason": said}
            subject = telling.subject_of(one.line.number)
            posting.post(work, one.line.peer_id, HOLD_ASKED, subject, body)


def end(node: Node, actor: Actor, report_id: UUID, reason: str) -> None:
    """Says that the user may be told now. Raises HoldMissing, and what posting raises."""
    moves.require(node, actor, Permission.RECEIVED_ASSESS, NodeRole.AUTHORITY)
    said = moves.require_words(reason, _WHY_END)
    with node.work(actor, purpose="let a user be told of a report") as work:
        one = moves.locked(work, report_id)
        if not holds.lift(work, one, said):
            raise HoldMissing
        body = {"number": one.line.number, "reason": said}
        subject = telling.subject_of(one.line.number)
        posting.post(work, one.line.peer_id, HOLD_ENDED, subject, body)
