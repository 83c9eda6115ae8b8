"""Saying something about a removal order to other nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.federation import posting, refusing
from tutela.federation import store as peers
from tutela.federation.kinds import REMOVAL_REFUSED
from tutela.orders.removal.papers import to_json
from tutela.orders.removal.said import Refused
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.noderole import NodeRole

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.federation.handling import Said
    from tutela.federation.kinds import MessageKind
    from tutela.orders.removal.papers import Part
    from tutela.platform.work import Work


def subject(order_id: UUID) -> str:
    """What messages about an order are numbered by."""
    return f"removal order {order_id}"


def say(work: Work, peer_id: UUID, kind: MessageKind, order_id: UUID, body: Part) -> None:
    """Puts a message into `work`. Raises PeerUnknown and PeerNotActive."""
    posting.post(work, peer_id, kind, subject(order_id), to_json(body))


def say_to_centre(work: Work, kind: MessageKind, order_id: UUID, body: Part) -> None:
    """The same to the Centre, if this node knows it."""
    for one in peers.peers(work.connection):
        if one.believed_as(NodeRole.CENTRE):
            say(work, one.id, kind, order_id, body)


def answer(work: Work, said: Said, kind: MessageKind, order_id: UUID, body: Part) -> None:
    """The same to whoever said something; not if they are suspended since."""
    posting.offer(work, said.sender.id, kind, subject(order_id), to_json(body))


def reject(work: Work, said: Said, order_id: UUID | None, code: str) -> None:
    """Notes that what was said is not taken, and tells its sender; a refusal is never refused."""
    work.record(
        Event.REMOVAL_REJECT,
        subject=("removal-order", order_id or said.sender.id),
        service_id=NODE_SERVICE,
        kind=said.kind,
        code=code,
        peer=str(said.sender.id),
    )
    if said.kind == REMOVAL_REFUSED.name:
        return refusing.ignore(said, code)
    body = to_json(Refused(order=order_id, kind=said.kind, code=code))
    return refusing.refuse(work, said, REMOVAL_REFUSED, code, body)
