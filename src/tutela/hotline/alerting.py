"""What of a hotline's cases people are told of when it waits too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.hotline import store
from tutela.platform.alerts.conditions import reading
from tutela.platform.alerts.model import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from tutela.platform.alerts.conditions import Condition


def _late(connection: Connection, now: datetime) -> Finding | None:
    since = store.overdue(connection, now)
    return Finding.of(len(since), min(since, default=None))


CONDITIONS: Mapping[Kind, Condition] = {Kind.HOTLINE_LATE: reading(_late)}
