"""Looking at who stands out: counts of what they gave, for people to judge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.platform.permissions import Permission
from tutela.redress.misuse import store, store_counts
from tutela.redress.misuse.model import Kind
from tutela.redress.misuse.proposing import Thresholds, stands_out

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.redress.misuse.model import Count, Party


@dataclass(frozen=True, slots=True)
class Standing:
    """One party as it stands now. `name` is what people call it; `out`: a person should look."""

    count: Count
    name: str
    out: bool


def list_standing(node: Node, actor: Actor) -> list[Standing]:
    """Everybody of whom misuse was recorded within the period: those who stand out first.

    Raises Forbidden.
    """
    actor.require(Permission.MISUSE_READ)
    limits = Thresholds.of(node.settings)
    since = node.clock.now() - limits.period
    with node.read() as connection:
        keys = store_counts.names(connection)
        found = [one for kind in Kind for one in store_counts.counts(connection, kind, since)]
    standing = [Standing(one, name_of(one.party, keys), stands_out(one, limits)) for one in found]
    return sorted(standing, key=lambda one: not one.out)


def unwarned(node: Node, now: datetime) -> list[Count]:
    """Those who stand out and have no open case."""
    limits = Thresholds.of(node.settings)
    with node.read() as connection:
        found = [
            one
            for kind in Kind
            for one in store_counts.counts(connection, kind, now - limits.period)
        ]
        return [
            one
            for one in found
            if stands_out(one, limits) and store.open_of(connection, one.party, one.kind) is None
        ]


def name_of(party: Party, keys: Mapping[UUID, str]) -> str:
    """What people call a party; nothing once it is erased."""
    return keys[party.key_id] if party.key_id else party.account
