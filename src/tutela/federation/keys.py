"""This node's own keys among nodes, and what it says of itself.

The private halves lie sealed by the master key, apart from the key of the log: so they can be
replaced. A new key is told to each node under the one it believes; until its receipt is there, that
node is signed to by the older key. A key in other hands is ended at once: then nothing of ours is
believed until people have exchanged descriptors anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tutela.federation import posting, sealing, signing, store, wire
from tutela.federation.errors import NameInvalid, NodeNameless
from tutela.federation.kinds import DESCRIPTOR
from tutela.federation.machine import PeerState
from tutela.federation.model import Descriptor
from tutela.federation.people import require_person, require_words
from tutela.federation.store import OwnKey, OwnName
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.permissions import Permission
from tutela.platform.webhooks import address as addresses

if TYPE_CHECKING:
    from typing import Any
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.federation.model import Peer
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work

ABOUT_US = "node"  # the subject of what a node says of itself


def describe(node: Node, actor: Actor, *, name: str, address: str) -> dict[str, Any]:
    """Says what this node is called and where it takes messages; its descriptor, to be given away.

    Whoever knows this node already is told. Raises PeerNeedsPerson, NameInvalid and
    WebhookAddressInvalid.
    """
    require_person(actor)
    if not 1 <= len(name) <= wire.LONGEST_NAME or name != name.strip() or not name.isprintable():
        raise NameInvalid(most=wire.LONGEST_NAME)
    host = addresses.check(address, demo=node.identity.demo)
    with node.work(actor, purpose="say what this node is called among nodes") as work:
        before = store.own_name(work.connection, locked=True)
        if before is None or (before.name, before.address) != (name, address):
            number = before.number + 1 if before else 1
            store.save_own_name(work.connection, OwnName(name, address, number, work.now))
            work.record(
                Event.NODE_DESCRIBE,
                subject=("node", node.identity.id),
                service_id=NODE_SERVICE,
                name=name,
                host=host,
            )
            if store.current_key(work.connection) is None:
                _make(work)
            else:
                _tell_all(work)
        return _written(node, work.connection)


def descriptor(node: Node, actor: Actor) -> dict[str, Any]:
    """What this node says of itself, signed. Raises NodeNameless."""
    actor.require(Permission.NODE_READ)
    with node.read() as connection:
        return _written(node, connection)


def rotate(node: Node, actor: Actor) -> str:
    """Makes a new key and tells it to all who know this node; its code. Raises NodeNameless."""
    require_person(actor)
    with node.work(actor, purpose="replace the key among nodes") as work:
        _count_up(work)
        made = _make(work)
        _tell_all(work)
    return signing.code_of(made.public)


def revoke(node: Node, actor: Actor, *, reason: str) -> str:
    """Ends every key because one may be in other hands, and makes another; the new one's code.

    Who knows this node is told, under the ended key, to believe it no more. They must be given the
    new descriptor by hand, and compare its code. Raises PeerReasonMissing and NodeNameless.
    """
    require_person(actor)
    words = require_words(reason)
    with node.work(actor, purpose="end the key among nodes") as work:
        _count_up(work)
        farewells = {one.id: _farewell(node, one) for one in store.live_keys(work.connection)}
        store.revoke_keys(work.connection, work.now)
        work.record(
            Event.NODE_KEY_REVOKE,
            subject=("node", node.identity.id),
            service_id=NODE_SERVICE,
            reason=words,
        )
        made = _make(work)
        for one in _who_know_us(work):
            told = farewells.get(one.own_key_id) if one.own_key_id else None
            store.save_peer(work.connection, one.id, own_key_id=made.id, farewell=told)
    return signing.code_of(made.public)


def of_peer(node: Node, connection: Connection, key_id: UUID) -> Ed25519PrivateKey:
    """The private key by which this node signs to somebody. Raises SealedMessageUnreadable."""
    one = store.own_key_of(connection, key_id)
    return sealing.open_key(node, one.id, one.sealed)


def _make(work: Work) -> OwnKey:
    key = Ed25519PrivateKey.generate()
    key_id = work.new_id()
    made = OwnKey(
        key_id,
        key.public_key().public_bytes_raw(),
        sealing.seal_key(work.node, key_id, key),
    )
    store.add_key(work.connection, made, work.now)
    work.record(
        Event.NODE_KEY_MAKE,
        subject=("node", work.node.identity.id),
        service_id=NODE_SERVICE,
        code=signing.code_of(made.public),
    )
    return made


def _count_up(work: Work) -> None:
    """The descriptor changes: whoever has the older one sees that it is older."""
    one = store.own_name(work.connection, locked=True)
    if one is None:
        raise NodeNameless
    store.save_own_name(work.connection, OwnName(one.name, one.address, one.number + 1, work.now))


def _tell_all(work: Work) -> None:
    """Tells the new descriptor to all who know this node, under the key that each believes."""
    body = {"descriptor": _written(work.node, work.connection)}
    for one in _who_know_us(work):
        posting.put(work, one, DESCRIPTOR, ABOUT_US, body)


def _who_know_us(work: Work) -> list[Peer]:
    return [
        one
        for one in store.peers(work.connection)
        if one.state is not PeerState.ENDED and one.own_key_id is not None
    ]


def _farewell(node: Node, ended: OwnKey) -> str:
    """That a key is ended, signed by itself: whoever holds it may say so."""
    key = sealing.open_key(node, ended.id, ended.sealed)
    return wire.write_revocation(
        node.identity.id, ended.public, lambda said: signing.sign(key, signing.REVOCATION, said)
    )


def _written(node: Node, connection: Connection) -> dict[str, Any]:
    name, key = store.own_name(connection), store.current_key(connection)
    if name is None or key is None:
        raise NodeNameless
    one = Descriptor(
        node=node.identity.id,
        role=node.identity.role,
        name=name.name,
        address=name.address,
        demo=node.identity.demo,
        key=key.public,
        number=name.number,
        made_at=name.made_at,
    )
    private = sealing.open_key(node, key.id, key.sealed)
    content = signing.of_descriptor(one)
    return wire.write_descriptor(one, signing.sign(private, signing.DESCRIPTOR, content))
