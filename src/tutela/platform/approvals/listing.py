"""Reading requests: what waits, for whom, and what became of the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.approvals import store
from tutela.platform.approvals.acts import TERMS
from tutela.platform.approvals.errors import RequestUnknown
from tutela.platform.approvals.gaining import gainers
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.approvals.model import Request
    from tutela.platform.node import Node

MOST = 200


def list_requests(node: Node, actor: Actor, *, everything: bool = False) -> list[Request]:
    """The open requests, the oldest first; or the latest of all, the newest first."""
    actor.require(Permission.REQUEST_READ)
    with node.read() as connection:
        return store.requests(connection, open_only=not everything, limit=MOST)


def show_request(node: Node, actor: Actor, request_id: UUID) -> Request:
    """One request. Raises RequestUnknown."""
    actor.require(Permission.REQUEST_READ)
    with node.read() as connection:
        found = store.find(connection, request_id)
    if found is None:
        raise RequestUnknown(request=request_id)
    return found


def waiting_for(node: Node, actor: Actor) -> int:
    """How many requests wait that this person may answer."""
    acts = [act for act, terms in TERMS.items() if actor.may(terms.answers)]
    if not acts:
        return 0
    with node.read() as connection:
        found = store.waiting_for(connection, acts, actor.id, node.clock.now())
        return sum(actor.id not in gainers(connection, one.asked) for one in found)


def gaining(node: Node, actor: Actor, requests: Iterable[Request]) -> set[UUID]:
    """Those of the requests by which this person would gain: they answer none of them."""
    with node.read() as connection:
        return {one.id for one in requests if actor.id in gainers(connection, one.asked)}
