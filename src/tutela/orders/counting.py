"""Figures of orders for the transparency report (Article 15(1)(a) of the Digital Services Act).

What the Commission's table asks for (2024/2835, sheet "member_states_orders"): per Member State of
the issuer and per category, orders to act and orders to give information, the items of the former,
and the median hours until the authority was told of the receipt, and until effect was given.
Dismissed mail is no order and is counted apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.orders import store_counts
from tutela.orders.giving import store as givings
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.orders.model import Counted
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node


@dataclass(frozen=True, slots=True)
class Figures:
    """The rows of a period, by Member State, with the sums over all of them by kind; what came in
    and was no order of its own; and how often information left, sealed to an authority.
    """

    rows: tuple[Counted, ...]
    totals: tuple[Counted, ...]
    dismissed: int
    given: int


def figures(node: Node, actor: Actor, service_id: str, since: datetime, until: datetime) -> Figures:
    """The figures of orders that came in from `since` and before `until`."""
    actor.require(Permission.ORDER_READ)
    with node.read() as connection:
        return Figures(
            store_counts.rows(connection, service_id, since, until),
            store_counts.totals(connection, service_id, since, until),
            store_counts.dismissed(connection, service_id, since, until),
            givings.given(connection, service_id, since, until),
        )
