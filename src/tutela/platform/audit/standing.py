"""Where the log stands now, at a glance: what a page may show without verifying anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.platform.audit import store
from tutela.platform.audit.own import witness_of
from tutela.platform.errors import TutelaError
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node


@dataclass(frozen=True, slots=True)
class Standing:
    """What the log and its witness say of themselves; counts are rows.

    `checkpoint` is the number of the last one and 0 before the first; `trouble` says why the
    witness could not be asked, and then `witnessed` is 0.
    """

    size: int
    witnessed: int
    pending: int
    checkpoint: int
    epoch: int
    signed_at: datetime | None
    trouble: str = ""

    @property
    def unwitnessed(self) -> int:
        """Rows that whoever holds the node's key could still rewrite unseen."""
        return max(0, self.size - self.witnessed)


def standing(node: Node, actor: Actor) -> Standing:
    """Where the log stands. Raises Forbidden and DatabaseAway."""
    actor.require(Permission.AUDIT_VERIFY)
    # The witness goes first, as in a verification: the database must hold what it has seen.
    witnessed, trouble = _witnessed(node)
    with node.read() as connection:
        last = next(iter(store.last_checkpoints(connection, 1)), None)
        return Standing(
            size=last.size if last else 0,
            witnessed=witnessed,
            pending=store.waiting_count(connection),
            checkpoint=last.number if last else 0,
            epoch=last.epoch if last else 0,
            signed_at=last.at if last else None,
            trouble=trouble,
        )


def _witnessed(node: Node) -> tuple[int, str]:
    try:
        seen = witness_of(node).last()
    except TutelaError as error:
        return 0, error.sentence
    return (seen.size if seen else 0), ""
