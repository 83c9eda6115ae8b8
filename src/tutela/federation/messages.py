"""What a person does with messages that another node refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.federation import moves, posting, store, store_messages
from tutela.federation.errors import MessageUnknown, PeerUnknown
from tutela.federation.kinds import VOID
from tutela.federation.machine import PERSON, OutCommand
from tutela.federation.people import require_person, require_words
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.federation.model import Incoming, Outgoing
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work

LISTED = 200


def list_out(node: Node, actor: Actor, *, opened: bool = False) -> list[Outgoing]:
    """The newest messages to others; of them those that have not arrived."""
    actor.require(Permission.NODE_READ)
    with node.read() as connection:
        return store_messages.messages_out(connection, LISTED, opened=opened)


def list_in(node: Node, actor: Actor) -> list[Incoming]:
    """The newest messages from others."""
    actor.require(Permission.NODE_READ)
    with node.read() as connection:
        return store_messages.messages_in(connection, LISTED)


def retry(node: Node, actor: Actor, message_id: UUID) -> None:
    """Sends a refused message again, as it was. Raises MessageUnknown and MessageMoveRefused."""
    require_person(actor)
    with node.work(actor, purpose="send to another node again") as work:
        one = _locked(work, message_id)
        moves.move(work, one, OutCommand.RETRY, PERSON, problem="")
        store.save_peer(work.connection, one.peer_id, try_at=work.now)


def close(node: Node, actor: Actor, message_id: UUID, *, reason: str) -> None:
    """Gives a refused message up, so that what follows it can leave: an empty one takes its place.

    Raises PeerReasonMissing, MessageUnknown and MessageMoveRefused.
    """
    require_person(actor)
    words = require_words(reason)
    with node.work(actor, purpose="give a message to another node up") as work:
        one = _locked(work, message_id)
        moves.move(
            work,
            one,
            OutCommand.CLOSE,
            PERSON,
            reason=words,
            sealed=None,
            closed_by_name=actor.name,
            close_reason=words,
        )
        peer = store.find_peer(work.connection, one.peer_id)
        if peer is None:
            raise PeerUnknown(peer=one.peer_id)
        # An empty one that is refused too holds a place that is taken there: nothing waits for it.
        if one.kind != VOID.name:
            posting.put(work, peer, VOID, one.subject, {}, number=one.number)


def _locked(work: Work, message_id: UUID) -> Outgoing:
    """The message, locked after its node, as everywhere. Raises MessageUnknown."""
    found = store_messages.find_out(work.connection, message_id)
    if found is not None:
        store.find_peer(work.connection, found.peer_id, locked=True)
        found = store_messages.find_out(work.connection, message_id, locked=True)
    if found is None:
        raise MessageUnknown(message=message_id)
    return found
