"""Codes for police and authorities without a node: each opens one report's outcome, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tutela.platform import codes
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission
from tutela.receiving import assessing, moves, store
from tutela.receiving.errors import (
    ReceivedErased,
    ReceivedMoveRefused,
    ReceivedUnknown,
)
from tutela.receiving.findings import ASSESSING
from tutela.receiving.public_errors import CodeUnusable, OutcomeWordsMissing
from tutela.reporting.centre.wire import LONGEST_WORDS
from tutela.reporting.words import is_plain

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.secret import Secret
    from tutela.receiving.model import Outcome

LIFE: Final = timedelta(days=14)
LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What whoever has a code may know: of which report the outcome is asked."""

    number: str
    provider_name: str
    received_at: datetime
    until: datetime


def make(node: Node, actor: Actor, report_id: UUID, for_whom: str) -> Secret:
    """A code for somebody without a node, shown once. Raises ReceivedMoveRefused before a report
    was passed on, and after its outcome is known.
    """
    moves.require(node, actor, Permission.RECEIVED_ASSESS, NodeRole.AUTHORITY, NodeRole.CENTRE)
    whom = moves.require_words(for_whom, "whom the code is for")[:LONGEST_NAME]
    code = codes.new_code()
    with node.work(actor, purpose="ask for what came of a report") as work:
        one = moves.locked(work, report_id)
        if one.line.state not in ASSESSING:
            raise ReceivedMoveRefused(state=one.line.state.value, command="make-code")
        store.add_code(
            work.connection,
            id=work.new_id(),
            service_id=NODE_SERVICE,
            report_id=one.id,
            digest=codes.digest(code.reveal()),
            for_whom=whom,
            made_by_name=actor.name,
            made_at=work.now,
            until=work.now + LIFE,
        )
        moves.step(work, one, "make-code", words=whom)
        work.record(
            Event.RECEIVED_CODE,
            subject=("received", one.id),
            service_id=NODE_SERVICE,
            profile=one.line.profile,
            number=one.line.number,
        )
    return code


def asked(node: Node, code: str) -> Asked:
    """Of which report a code asks the outcome. Raises CodeUnusable."""
    with node.read() as connection:
        row = store.usable_code(connection, codes.digest(code), node.clock.now())
        one = store.find(connection, row.report_id) if row else None
    if row is None or one is None or one.line.state not in ASSESSING:
        raise CodeUnusable
    return Asked(one.line.number, one.line.provider_name, one.line.received_at, row.until)


def give(node: Node, code: str, outcome: Outcome, reason: str) -> None:
    """Takes the outcome from whoever has a code, which is used up with it. Raises CodeUnusable and
    OutcomeWordsMissing.
    """
    if not is_plain(reason, LONGEST_WORDS):
        raise OutcomeWordsMissing(most=LONGEST_WORDS)
    with node.work(NODE, purpose="take what came of a report") as work:
        digest = codes.digest(code)
        row = store.usable_code(work.connection, digest, work.now, locked=True)
        if row is None:
            raise CodeUnusable
        store.use_code(work.connection, row.id, work.now)
        try:
            one = moves.locked(work, row.report_id)
            assessing.end(work, one, outcome, reason.strip(), by=row.for_whom)
        except (ReceivedMoveRefused, ReceivedErased, ReceivedUnknown):
            raise CodeUnusable from None
