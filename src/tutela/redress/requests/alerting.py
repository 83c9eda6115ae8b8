"""What of victims' requests people are told of when it waits longer than our own target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.alerts.conditions import reading
from tutela.platform.alerts.model import Finding, Kind
from tutela.redress.requests import store, store_centre

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from tutela.platform.alerts.conditions import Condition


def _late(connection: Connection, now: datetime) -> Finding | None:
    since = [*store.late(connection, now), *store_centre.late(connection, now)]
    return Finding.of(len(since), min(since, default=None))


CONDITIONS: Mapping[Kind, Condition] = {Kind.VICTIM_LATE: reading(_late)}
