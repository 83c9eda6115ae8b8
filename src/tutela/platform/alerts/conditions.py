"""Conditions: what a room looks at to say that something of a kind waits. Rooms declare theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from tutela.platform.alerts.model import Finding
from tutela.platform.node import Node

if TYPE_CHECKING:
    from sqlalchemy import Connection

# The finding at an instant by the node's clock, or None while nothing of the kind waits.
Condition: TypeAlias = Callable[[Node, datetime], Finding | None]


def reading(ask: Callable[[Connection, datetime], Finding | None]) -> Condition:
    """The condition that asks the database alone."""

    def look(node: Node, now: datetime) -> Finding | None:
        with node.read() as connection:
            return ask(connection, now)

    return look
