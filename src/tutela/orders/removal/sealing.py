"""A key of its own for each removal order: what it says is sealed with it, and erased by erasing
it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.orders.removal.errors import RemovalUnreadable
from tutela.orders.removal.tables import removal_copy, removal_order
from tutela.platform.masterkey import ownkey

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.node import Node

NOUN = "removal_order"
COPY = "removal_copy"
SEALED = (
    ownkey.sealed_column(NOUN, removal_order.c.wrapped_key, removal_order.c.id),
    ownkey.sealed_column(COPY, removal_copy.c.wrapped_key, removal_copy.c.id),
)


def new_key(node: Node, order_id: UUID, noun: str = NOUN) -> str:
    """A fresh key for an order or a copy, wrapped by the node's key, as text for its row."""
    return ownkey.new_key(node, noun, order_id)


class Seal(ownkey.OwnKey):
    """Seals and opens what belongs to one order, or one copy. Raises RemovalUnreadable."""

    def __init__(self, node: Node, order_id: UUID, wrapped: str, noun: str = NOUN) -> None:
        super().__init__(node, noun, order_id, wrapped, RemovalUnreadable(order=order_id))
