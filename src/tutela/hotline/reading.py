"""Reading a hotline's cases: the list, and one of them with its parts."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from tutela.federation import store as peers
from tutela.hotline import moves, store, store_mail
from tutela.hotline.errors import HotlineCaseUnknown
from tutela.hotline.model import Case, Host, Item, Step
from tutela.hotline.sealing import Seal
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.hotline.model import CaseLine
    from tutela.hotline.store import Stored
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

LISTED: Final = 500


def list_cases(node: Node, actor: Actor, *, over: bool = False) -> list[CaseLine]:
    """Cases to be worked on, or those that are over: urgent first, then what is due first."""
    actor.require(Permission.HOTLINE_READ)
    with node.read() as connection:
        return store.lines(connection, over=over, limit=LISTED)


def show(node: Node, actor: Actor, case_id: UUID, *, purpose: str) -> Case:
    """One case with everything; the look is in the log. Raises HotlineCaseUnknown."""
    actor.require(Permission.HOTLINE_READ)
    with node.work(actor, purpose=purpose) as work:
        stored = store.find(work.connection, case_id)
        if stored is None:
            raise HotlineCaseUnknown(case=case_id)
        moves.record(work, Event.HOTLINE_VIEW, case_id)
        return whole(node, work.connection, stored)


def whole(node: Node, connection: Connection, stored: Stored) -> Case:
    """A case as it stands, opened."""
    line = stored.line
    seal = Seal(node, line.id, stored.wrapped_key) if stored.wrapped_key else None
    content: dict[str, Any] = moves.content_of(stored, seal) if seal else {"url": "", "hosts": []}

    def opened(field: str, sealed: bytes | None) -> str:
        return seal.open(field, sealed).decode() if seal and sealed else ""

    def details(item_id: UUID, sealed: bytes | None) -> dict[str, str]:
        found: dict[str, str] = json.loads(opened(f"item:{item_id}", sealed) or "{}")
        return found

    peer = line.peer_id and peers.find_peer(connection, line.peer_id)
    return Case(
        line=line,
        url=content["url"],
        hosts=tuple(_host(one) for one in content["hosts"]),
        items=tuple(
            Item(
                row.id, row.scheme, row.label, row.illegal,
                **{"where": "", "sha256": ""} | details(row.id, row.details),
                assessed_by_name=row.assessed_by_name, assessed_at=row.assessed_at,
            )
            for row in store.items(connection, line.id)
        ),
        steps=tuple(
            Step(row.event, row.by_name, opened(f"step:{row.id}", row.words), row.at)
            for row in store.steps(connection, line.id)
        ),
        mails=tuple(store_mail.of_case(connection, line.id)),
        hotline=peer.name if peer else "",
    )  # fmt: skip


def _host(given: dict[str, str]) -> Host:
    return Host(
        name=given["name"],
        handle=given["handle"],
        country=given["country"],
        contact=given["abuse"],
        source=given["source"],
        by_name=given["by_name"],
        at=datetime.fromisoformat(given["at"]),
    )
