"""The moves that need nothing but a reason, by their names: for doors that offer several."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from tutela.exchanges import accesses, listing, prolonging, submitting

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node


class Act(StrEnum):
    """What somebody decides with a reason."""

    DROP = "drop"
    REFUSE = "refuse"
    REVERIFY = "reverify"
    GRANT = "grant"
    DENY = "deny"
    PROLONG = "prolong"
    KEEP = "keep"
    END = "end"


_ACTS: dict[Act, Callable[..., None]] = {
    Act.DROP: submitting.drop,
    Act.REFUSE: listing.refuse,
    Act.REVERIFY: listing.reverify,
    Act.GRANT: accesses.grant,
    Act.DENY: accesses.refuse,
    Act.PROLONG: prolonging.prolong,
    Act.KEEP: prolonging.keep,
    Act.END: accesses.end,
}


def decide(node: Node, actor: Actor, thing_id: UUID, act: Act, *, reason: str) -> None:
    """Does it. Raises what the use case raises."""
    _ACTS[act](node, actor, thing_id, reason=reason)
