"""Taking a report of the mail server: whose letter came back, if it is one of ours.

Whoever knows the code of a letter got that letter: a forged report without it changes nothing, and
with it nothing but how that letter stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from tutela.platform import codes
from tutela.platform.permissions import Permission
from tutela.redress.statements import bounce, store_erasing, store_mail
from tutela.redress.statements.bounce import Action
from tutela.redress.statements.machine import MailCommand
from tutela.redress.statements.mailing import move
from tutela.redress.statements.model import MailState

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node


class Outcome(StrEnum):
    """What a report changed."""

    BOUNCED = "bounced"  # the letter did not arrive: recorded
    KNOWN = "known"  # that was recorded before
    NO_FAILURE = "no-failure"  # the report speaks of no failure
    UNKNOWN = "unknown"  # no letter of ours is named


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a report, and about which statement it is."""

    outcome: Outcome
    statement_id: UUID | None = None


def take(node: Node, actor: Actor, data: bytes) -> Taken:
    """Takes a report in. Taken again, it changes nothing. Raises Forbidden, BounceTooLarge,
    BounceUnreadable.
    """
    actor.require(Permission.DELIVERY_RETRY)
    report = bounce.read(data)
    digests = [codes.digest(one) for one in report.codes]
    with node.work(actor, purpose="take in a letter that came back") as work:
        one = store_mail.by_digests(work.connection, digests) if digests else None
        if one is None:
            return Taken(Outcome.UNKNOWN)
        if report.action is not Action.FAILED:
            return Taken(Outcome.NO_FAILURE, one.statement_id)
        if one.state not in (MailState.WAITING, MailState.SENT):
            return Taken(Outcome.KNOWN, one.statement_id)
        store_erasing.stop_clock(work.connection, one.statement_id)
        said = f"bounced, {report.status}" if report.status else "bounced"
        move(work, replace(one, last_error=said, bounced_at=work.now), MailCommand.BOUNCE)
        return Taken(Outcome.BOUNCED, one.statement_id)
