"""Which authority's node gets the reports of a Member State, as people at the Centre say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.federation import store as peers
from tutela.law.places import MEMBER_STATES
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission
from tutela.receiving import moves, store
from tutela.receiving.errors import AuthorityUnfit, CountryUnknown

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.federation.model import Peer
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node


@dataclass(frozen=True, slots=True)
class Serving:
    """Which authority serves a country, and who said so."""

    country: str
    peer_id: UUID
    name: str
    set_by_name: str
    set_at: datetime


def serve(node: Node, actor: Actor, country: str, peer_id: UUID) -> None:
    """Says that an authority serves a Member State from now on. Raises CountryUnknown,
    AuthorityUnfit, ReceivedNeedsPerson and NotOurPart.
    """
    moves.require(node, actor, Permission.RECEIVED_TRIAGE, NodeRole.CENTRE)
    if country not in MEMBER_STATES:
        raise CountryUnknown(country=country)
    with node.work(actor, purpose="say which authority serves a Member State") as work:
        one = peers.find_peer(work.connection, peer_id)
        if one is None or not one.believed_as(NodeRole.AUTHORITY):
            raise AuthorityUnfit
        store.serve(
            work.connection,
            service_id=NODE_SERVICE,
            country=country,
            peer_id=peer_id,
            set_by_name=actor.name,
            set_at=work.now,
        )
        work.record(
            Event.RECEIVED_SERVE,
            subject=("country", country),
            service_id=NODE_SERVICE,
            peer=str(peer_id),
        )


def list_serving(node: Node, actor: Actor) -> list[Serving]:
    """Which authority serves which Member State, by country."""
    actor.require(Permission.RECEIVED_READ)
    with node.read() as connection:
        names = {one.id: one.name for one in peers.peers(connection)}
        rows = store.serving(connection)
    return [
        Serving(row.country, row.peer_id, names[row.peer_id], row.set_by_name, row.set_at)
        for row in rows
    ]


def authorities(node: Node, actor: Actor) -> list[Peer]:
    """The authorities whose nodes this one believes."""
    actor.require(Permission.RECEIVED_READ)
    with node.read() as connection:
        found = peers.peers(connection)
    return [one for one in found if one.believed_as(NodeRole.AUTHORITY)]
