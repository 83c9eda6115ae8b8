"""Reading received reports: the list, and one of them with its parts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from tutela.federation import store as peers
from tutela.law import draft
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission
from tutela.receiving import moves, search, store
from tutela.receiving.errors import ReceivedUnknown
from tutela.receiving.model import Received, ReceivedItem, Step
from tutela.receiving.sealing import Seal

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.receiving.model import ReceivedLine
    from tutela.receiving.search import Seen
    from tutela.receiving.store import Stored
    from tutela.signals.model import SignalKind

LISTED: Final = 500


def list_received(node: Node, actor: Actor, *, over: bool = False) -> list[ReceivedLine]:
    """Reports to be worked on, or those that are over: urgent first, then what is due first."""
    actor.require(Permission.RECEIVED_READ)
    with node.read() as connection:
        return store.lines(connection, over=over, limit=LISTED)


def show(node: Node, actor: Actor, report_id: UUID, *, purpose: str) -> Received:
    """One report with everything; the look is in the log. Raises ReceivedUnknown."""
    actor.require(Permission.RECEIVED_READ)
    with node.work(actor, purpose=purpose) as work:
        stored = store.find(work.connection, report_id)
        if stored is None:
            raise ReceivedUnknown(report=report_id)
        work.record(
            Event.RECEIVED_VIEW, subject=("received", report_id), service_id=NODE_SERVICE,
            number=stored.line.number,
        )  # fmt: skip
        return _whole(node, work.connection, stored)


def how_often(
    node: Node, actor: Actor, signals: Collection[tuple[SignalKind, bytes]]
) -> Seen | None:
    """How often the Centre heard of items with one of these signals, and not whose they were; None
    at other institutions.
    """
    actor.require(Permission.EXCHANGE_READ)
    if node.identity.role is not NodeRole.CENTRE or not signals:
        return None
    with node.read() as connection:
        return search.how_often(connection, signals)


def export(node: Node, actor: Actor, report_id: UUID) -> bytes:
    """A report as JSON, for a person to hand over; the look is in the log."""
    one = show(node, actor, report_id, purpose="hand a report over")
    whole = {
        "number": one.line.number,
        "note": str(draft.SENTENCE),
        "profile": one.line.profile,
        "provider": one.line.provider_name,
        "received_at": one.line.received_at.isoformat(),
        "form": one.form,
    }
    return json.dumps(whole, indent=2, ensure_ascii=False).encode()


def _whole(node: Node, connection: Connection, stored: Stored) -> Received:
    line = stored.line
    seal = Seal(node, line.id, stored.wrapped_key) if stored.wrapped_key else None

    def opened(field: str, sealed: bytes | None) -> str:
        return seal.open(field, sealed).decode() if seal and sealed else ""

    form: dict[str, Any] | None = None
    if seal and stored.content:
        form = json.loads(seal.open(moves.FORM, stored.content))
    authority = line.authority_id and peers.find_peer(connection, line.authority_id)
    return Received(
        line=line,
        form=form,
        items=tuple(
            ReceivedItem(
                row.item_id, row.restricted, row.finding,
                opened(f"item:{row.item_id}", row.reason), row.assessed_by_name, row.assessed_at,
            )
            for row in store.items(connection, line.id)
        ),
        steps=tuple(
            Step(row.event, row.by_name, opened(f"step:{row.id}", row.words), row.at)
            for row in store.steps(connection, line.id)
        ),
        authority_name=authority.name if authority else "",
    )  # fmt: skip
