"""What of complaints people are told of when it waits too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.alerts.conditions import reading
from tutela.platform.alerts.model import Finding, Kind
from tutela.redress.complaints import store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from tutela.platform.alerts.conditions import Condition


def _late(connection: Connection, now: datetime) -> Finding | None:
    return Finding.of(*store.late(connection, now))


CONDITIONS: Mapping[Kind, Condition] = {Kind.COMPLAINT_LATE: reading(_late)}
