"""The Centre's part: a person looks whether what an order names is gone (COM(2022) 209, Article
49(1)). No program looks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.federation.kinds import REMOVAL_VERIFIED
from tutela.orders.removal import hearing, moves, telling
from tutela.orders.removal.errors import RemovalMoveRefused
from tutela.orders.removal.said import Verified
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node


def check(node: Node, actor: Actor, order_id: UUID, *, gone: bool) -> None:
    """Records what a person saw, and tells the authority.

    Raises RemovalUnknown, RemovalMoveRefused before the provider said that it was carried out,
    PeerNotActive, RemovalNeedsPerson and RemovalNotHere.
    """
    moves.require_person(actor, Permission.ORDER_DECIDE)
    moves.require_role(node, NodeRole.CENTRE)
    with node.work(actor, purpose="look whether what a removal order names is gone") as work:
        one = moves.locked(work, order_id)
        if one.stored.line.executed_at is None:
            raise RemovalMoveRefused(state=one.state.value, command="check")
        hearing.checked(work, one, gone=gone)
        body = Verified(order=one.id, gone=gone)
        telling.say(work, one.stored.line.authority_id, REMOVAL_VERIFIED, one.id, body)
