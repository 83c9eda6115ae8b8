"""A key of its own for each hotline case: what it says is sealed with it, and erased with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.hotline.errors import HotlineUnreadable
from tutela.hotline.tables import hotline_case
from tutela.platform.masterkey import ownkey

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.node import Node

NOUN = "hotline"
SEALED = (ownkey.sealed_column(NOUN, hotline_case.c.wrapped_key, hotline_case.c.id),)


def new_key(node: Node, case_id: UUID) -> str:
    """A fresh key for a case, wrapped by the node's key, as text for its row."""
    return ownkey.new_key(node, NOUN, case_id)


class Seal(ownkey.OwnKey):
    """Seals and opens what belongs to one case. Raises HotlineUnreadable."""

    def __init__(self, node: Node, case_id: UUID, wrapped: str) -> None:
        super().__init__(node, NOUN, case_id, wrapped, HotlineUnreadable(case=case_id))
