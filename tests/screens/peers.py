"""Other nodes in the states that the screens show."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tutela.federation import keys, peers, posting, signing, store, store_messages, wire
from tutela.federation.kinds import GREETING
from tutela.federation.machine import OutState, PeerCommand
from tutela.federation.model import Descriptor
from tutela.platform.noderole import NodeRole

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

CALLED = "Called the number on their own site."


def play_peers(node: Node, who: Actor, more: str) -> UUID:
    """One that refused a message, one that waits for its code, and one that is suspended; `more`
    makes the texts of one long. Returns the first of them, the Centre.
    """
    keys.describe(node, who, name=f"Forum {more}".strip()[:200], address="http://127.0.0.1:8321")
    centre = _added(node, who, NodeRole.CENTRE, f"EU Centre {more}".strip()[:200])
    _verified(node, who, centre)
    _added(node, who, NodeRole.AUTHORITY, "Autorité de coordination")
    hotline = _added(node, who, NodeRole.HOTLINE, "Hotline")
    _verified(node, who, hotline)
    peers.change(node, who, hotline, PeerCommand.SUSPEND, reason=f"They move. {more}".strip())
    with node.work(who, purpose="show a refused message") as work:
        first = posting.post(work, centre, GREETING, f"case 17 {more}"[:100].strip(), {})
        posting.post(work, centre, GREETING, "case 18", {})
        store_messages.save_out(
            work.connection, first, state=OutState.REFUSED.value,
            problem="envelope-unwanted: A node of this kind is not told so.",
        )  # fmt: skip
        store.save_peer(
            work.connection, centre, failures=3, problem="ConnectError", heard_at=work.now,
            skew_seconds=-95, refusals=2, refusal="envelope-twice",
        )  # fmt: skip
    return centre


def _added(node: Node, who: Actor, role: NodeRole, name: str) -> UUID:
    key = Ed25519PrivateKey.generate()
    one = Descriptor(
        node=node.ids.new(),
        role=role,
        name=name,
        address="http://127.0.0.1:8400",
        demo=True,
        key=key.public_key().public_bytes_raw(),
        number=1,
        made_at=node.clock.now(),
    )
    signature = signing.sign(key, signing.DESCRIPTOR, signing.of_descriptor(one))
    return peers.add(node, who, json.dumps(wire.write_descriptor(one, signature))).id


def _verified(node: Node, who: Actor, peer_id: UUID) -> None:
    code = signing.code_of(peers.show_peer(node, who, peer_id).key)
    peers.verify(node, who, peer_id, code=code, note=CALLED)
