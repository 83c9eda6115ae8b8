"""What of orders people are told of when it waits too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.orders import clocks, store
from tutela.orders.reading import LISTED, OPEN
from tutela.orders.removal import store as removals
from tutela.platform.alerts.conditions import reading
from tutela.platform.alerts.model import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from tutela.platform.alerts.conditions import Condition


def _over(connection: Connection, now: datetime, *, law: bool) -> Finding | None:
    """Orders with a clock that ran out: the order's own limit, or one of our bells."""
    since = [
        late[0].due_at
        for one in store.lines(connection, OPEN, None, LISTED)
        if (late := [each for each in clocks.running(one) if each.law is law and each.over(now)])
    ]
    if law:
        since += removals.overdue(connection, now)
    return Finding.of(len(since), min(since, default=None))


def _overdue(connection: Connection, now: datetime) -> Finding | None:
    return _over(connection, now, law=True)


def _waiting(connection: Connection, now: datetime) -> Finding | None:
    return _over(connection, now, law=False)


CONDITIONS: Mapping[Kind, Condition] = {
    Kind.ORDER_OVERDUE: reading(_overdue),
    Kind.ORDER_WAITING: reading(_waiting),
}
