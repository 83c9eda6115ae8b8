"""Handing a case to the hotline of the country that hosts it, and saying what became of one that
was handed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutela.federation import posting
from tutela.federation.kinds import CASE_HANDED, CASE_LOOKED, CASE_RETURNED
from tutela.hotline import moves, reading, store
from tutela.hotline.errors import HotlineUnset
from tutela.hotline.machine import Command
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.hotline.model import Case, Found
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work

_REASON = "why"


def hand_over(node: Node, actor: Actor, case_id: UUID, reason: str) -> None:
    """Hands a case to the hotline that serves the country which hosts it. That one decides itself.

    Raises HotlineUnset, HotlineMoveRefused, PoliceFirst, and what posting raises.
    """
    moves.require(node, actor, Permission.HOTLINE_WORK)
    said = moves.require_words(reason, _REASON)
    with node.work(actor, purpose="hand a case to another hotline") as work:
        one = moves.locked(work, case_id)
        peer = store.route_of(work.connection, one.line.country)
        if peer is None:
            raise HotlineUnset(country=one.line.country or "a country that is not known")
        moves.move(work, one, Command.HAND_OVER, words=said, peer_id=peer)
        whole = reading.whole(node, work.connection, one.stored)
        posting.post(work, peer, CASE_HANDED, subject_of(case_id), _body(whole, said))


def handed_by_hand(node: Node, actor: Actor, case_id: UUID, how: str) -> None:
    """Records that this person handed a case to a hotline that has no node, and how.

    Raises HotlineMoveRefused and PoliceFirst.
    """
    moves.require(node, actor, Permission.HOTLINE_WORK)
    said = moves.require_words(how, "to whom, and how")
    with node.work(actor, purpose="write down that a case was handed over") as work:
        moves.move(work, moves.locked(work, case_id), Command.HAND_OVER, words=said)


def take_back(node: Node, actor: Actor, case_id: UUID, reason: str) -> None:
    """Works on a case here again that another hotline has. Raises HotlineMoveRefused."""
    moves.require(node, actor, Permission.HOTLINE_WORK)
    said = moves.require_words(reason, _REASON)
    with node.work(actor, purpose="work on a handed case again") as work:
        one = moves.locked(work, case_id)
        moves.move(work, one, Command.TAKE_BACK, words=said, peer_id=None)


def tell_found(work: Work, case_id: UUID, found: Found, *, but: UUID | None = None) -> None:
    """Tells the hotlines that handed a case over whether it is gone; not the one that said so."""
    for origin in store.origins(work.connection, case_id):
        if origin.peer_id == but:
            continue
        body = {"case": str(origin.given_id), "found": found.value}
        posting.offer(work, origin.peer_id, CASE_LOOKED, subject_of(origin.given_id), body)


def give_back(work: Work, case_id: UUID, reason: str) -> None:
    """Tells the hotlines that handed a case over that nothing more is done about it here."""
    for origin in store.origins(work.connection, case_id):
        body = {"case": str(origin.given_id), "reason": reason}
        posting.offer(work, origin.peer_id, CASE_RETURNED, subject_of(origin.given_id), body)


def subject_of(case_id: UUID) -> str:
    """What all messages about a case are about: by the name that its first hotline gave it."""
    return f"case {case_id}"


def _body(one: Case, reason: str) -> dict[str, Any]:
    """Never a picture, and nothing of whoever reported it."""
    items = [
        {"scheme": item.scheme, "label": item.label, "where": item.where, "sha256": item.sha256}
        for item in one.items
        if item.assessed_at >= one.line.opened_at
    ]
    return {
        "case": str(one.line.id),
        "url": one.url,
        "urgent": one.line.urgent,
        "country": one.line.country,
        "items": items,
        "reason": reason,
    }
