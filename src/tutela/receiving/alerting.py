"""What of received reports people are told of when it waits too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.alerts.conditions import reading
from tutela.platform.alerts.model import Finding, Kind
from tutela.receiving import store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from tutela.platform.alerts.conditions import Condition


def _late(connection: Connection, now: datetime) -> Finding | None:
    since = store.waiting(connection, now)
    return Finding.of(len(since), min(since, default=None))


CONDITIONS: Mapping[Kind, Condition] = {Kind.RECEIVED_LATE: reading(_late)}
