"""Which hotline's node gets the cases that a country hosts, as people say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.federation import store as peers
from tutela.hotline import moves, rdap, store
from tutela.hotline.errors import HotlineCountryInvalid, HotlineUnfit
from tutela.hotline.model import Route
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.federation.model import Peer
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node


def route(node: Node, actor: Actor, country: str, peer_id: UUID) -> None:
    """Says which hotline gets the cases that a country hosts from now on.

    Raises HotlineCountryInvalid, HotlineUnfit, HotlineNeedsPerson and NotHotline.
    """
    moves.require(node, actor, Permission.HOTLINE_WORK)
    if not rdap.is_country(country):
        raise HotlineCountryInvalid(country=country[:40])
    with node.work(actor, purpose="say which hotline serves a country") as work:
        one = peers.find_peer(work.connection, peer_id)
        if one is None or not one.believed_as(NodeRole.HOTLINE):
            raise HotlineUnfit
        store.route(
            work.connection,
            service_id=NODE_SERVICE,
            country=country,
            peer_id=peer_id,
            set_by_name=actor.name,
            set_at=work.now,
        )
        work.record(
            Event.HOTLINE_ROUTE,
            subject=("country", country),
            service_id=NODE_SERVICE,
            peer=str(peer_id),
        )


def list_routes(node: Node, actor: Actor) -> list[Route]:
    """Which hotline serves which country, by country."""
    actor.require(Permission.HOTLINE_READ)
    with node.read() as connection:
        names = {one.id: one.name for one in peers.peers(connection)}
        rows = store.routes(connection)
    return [
        Route(row.country, row.peer_id, names[row.peer_id], row.set_by_name, row.set_at)
        for row in rows
    ]


def hotlines(node: Node, actor: Actor) -> list[Peer]:
    """The hotlines whose nodes this one believes."""
    actor.require(Permission.HOTLINE_READ)
    with node.read() as connection:
        found = peers.peers(connection)
    return [one for one in found if one.believed_as(NodeRole.HOTLINE)]
