"""Moving kept objects from one store to another, while the node is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.evidence.errors import NothingToMove
from tutela.evidence.moving import MovingObjects
from tutela.evidence.stores import objects_of
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node


def move_all(node: Node, actor: Actor, *, told: Callable[[int], None] = lambda _: None) -> int:
    """Moves what is still in the store before to the one in force; returns how many objects.

    Stopped half way, it goes on where it was. Two at once move each object once. Raises
    NothingToMove, SameStore, StoreOfAnother, and what the stores raise.
    """
    actor.require(Permission.NODE_ADMINISTER)
    stores = objects_of(node)
    if not isinstance(stores, MovingObjects):
        raise NothingToMove
    stores.require_own()
    stores.require_apart()
    moved = 0
    for name in list(stores.waiting()):
        moved += stores.move(name)
        told(moved)
    with node.work(actor, purpose="move kept objects to another store") as work:
        work.record(
            Event.EVIDENCE_MOVE,
            subject=("node", node.identity.id),
            service_id=NODE_SERVICE,
            place=node.settings.evidence_store,
            objects=moved,
        )
    return moved
