"""What a notice says is erased on its clock; what is counted of it stays."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from tutela.redress.erasing import Erasing
from tutela.redress.notices import store, store_erasing
from tutela.redress.notices.machine import NODE, Command, move

if TYPE_CHECKING:
    from tutela.platform.node import Node

SOURCES_KEPT: Final = timedelta(days=1)
_NOTICES: Final = Erasing(
    "notice",
    store_erasing.due,
    partial(move, command=Command.ERASE, by=NODE),
    store_erasing.erase,
)


def erase_due(node: Node) -> int:
    """Erases the notices whose clock has run out, and where notices of the day before came from;
    how many notices. Repeating it changes nothing.
    """
    with node.transaction() as connection:
        store.forget_sources(connection, node.clock.now() - SOURCES_KEPT)
    return _NOTICES.run(node)
