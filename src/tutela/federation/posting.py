"""Saying something to another node: a message joins the work that caused it."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import rfc8785

from tutela.federation import moves, sealing, store, store_messages
from tutela.federation.errors import MessageUnsayable, PeerNotActive, PeerUnknown
from tutela.federation.kinds import GREETING
from tutela.federation.machine import OutState, PeerState
from tutela.federation.model import Outgoing
from tutela.federation.people import require_person
from tutela.federation.wire import LARGEST_BODY
from tutela.platform.audit.model import Event

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from tutela.federation.kinds import MessageKind
    from tutela.federation.model import Peer
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work

GREETINGS: Final = "greetings"
_REACHED: Final = frozenset({PeerState.ACTIVE, PeerState.SUSPENDED})


def post(work: Work, peer_id: UUID, kind: MessageKind, subject: str, body: dict[str, Any]) -> UUID:
    """Puts a message to another node into `work`; its id. It leaves once `work` is committed, after
    all that was said to it about the same `subject` before.

    Raises PeerUnknown, PeerNotActive, and MessageUnsayable for what is not said between the two, or
    is larger than the other side takes.
    """
    one = store.keep_peer(work.connection, peer_id)
    if one is None:
        raise PeerUnknown(peer=peer_id)
    if one.state is not PeerState.ACTIVE:
        raise PeerNotActive(peer=one.name, state=one.state.value)
    _require_between(work, one, kind)
    return put(work, one, kind, subject, body)


def offer(work: Work, peer_id: UUID, kind: MessageKind, subject: str, body: dict[str, Any]) -> bool:
    """The same where nobody waits to hear that it cannot be said; whether it was. To a node that is
    suspended it leaves once that is restored; to one that is ended, or not believed yet, never.

    Raises MessageUnsayable.
    """
    return offer_all(work, peer_id, kind, [(subject, body)])


def offer_all(
    work: Work, peer_id: UUID, kind: MessageKind, said: Sequence[tuple[str, dict[str, Any]]]
) -> bool:
    """Many at once, each about a subject of its own, in few statements. As `offer`."""
    one = store.keep_peer(work.connection, peer_id)
    if one is None or one.state not in _REACHED:
        return False
    _require_between(work, one, kind)
    numbers = store_messages.next_numbers(
        work.connection, peer_id, [subject for subject, _ in said]
    )
    made = [_made(work, one, kind, subject, body, numbers[subject]) for subject, body in said]
    store_messages.add_out(work.connection, made)
    moves.record_all(work, Event.MESSAGE_POST, made)
    return True


def put(
    work: Work,
    one: Peer,
    kind: MessageKind,
    subject: str,
    body: dict[str, Any],
    number: int | None = None,
) -> UUID:
    """The same to a node that is known to be told so; `number` is given where it fills a place."""
    number = number or store_messages.next_number(work.connection, one.id, subject)
    message = _made(work, one, kind, subject, body, number)
    store_messages.add_out(work.connection, [message])
    moves.record(work, Event.MESSAGE_POST, message)
    return message.id


def _made(
    work: Work, one: Peer, kind: MessageKind, subject: str, body: dict[str, Any], number: int
) -> Outgoing:
    message_id, written = work.new_id(), rfc8785.dumps(body)
    if len(written) > LARGEST_BODY:
        raise MessageUnsayable(kind=kind.name, problem=f"it is larger than {LARGEST_BODY} bytes")
    return Outgoing(
        id=message_id,
        peer_id=one.id,
        kind=kind.name,
        schema=kind.schema,
        subject=subject,
        number=number,
        sent_at=work.now,
        body_sha256=sha256(written).digest(),
        sealed=sealing.seal_out(work.node, message_id, written),
        state=OutState.WAITING,
        attempts=0,
        problem="",
        received_at=None,
        receipt=None,
        closed_by_name="",
        close_reason="",
    )


def _require_between(work: Work, one: Peer, kind: MessageKind) -> None:
    own = work.node.identity.role
    if not kind.between(own, one.role):
        problem = f"it is not said by {own.words} to {one.role.words}"
        raise MessageUnsayable(kind=kind.name, problem=problem)


def greet(node: Node, actor: Actor, peer_id: UUID) -> UUID:
    """Sends a greeting, to see that the way is open. Raises PeerUnknown and PeerNotActive."""
    require_person(actor)
    with node.work(actor, purpose="see whether another node answers") as work:
        return post(work, peer_id, GREETING, GREETINGS, {"greeting": "hello"})
