"""What is kept, and how it stands: for the console and the pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.evidence import damage, store
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from tutela.evidence.damage import Standing
    from tutela.evidence.model import Damage
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node


@dataclass(frozen=True, slots=True)
class Survey:
    """How many objects are kept, of how many bytes before sealing, and which are not whole."""

    objects: int
    size: int
    damaged: Standing


def of(node: Node, actor: Actor) -> Survey:
    """How the sealed store stands now."""
    actor.require(Permission.NODE_READ)
    with node.read() as connection:
        objects, size = store.live_and_bytes(connection)
        return Survey(objects, size, damage.standing(connection))


def damages(node: Node, actor: Actor) -> list[Damage]:
    """The kept objects that are gone or changed, the latest found first."""
    actor.require(Permission.NODE_READ)
    with node.read() as connection:
        return damage.damages(connection)
