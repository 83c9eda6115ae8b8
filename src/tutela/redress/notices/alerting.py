"""What of notices people are told of when it waits too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.alerts.conditions import reading
from tutela.platform.alerts.model import Finding, Kind
from tutela.redress.notices import store
from tutela.redress.notices.tables import notice

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from tutela.platform.alerts.conditions import Condition


def _danger(connection: Connection, _: datetime) -> Finding | None:
    """Nobody waits an hour to tell of danger: it is told at once."""
    return Finding.of(*store.late(connection, notice.c.danger))


def _late(connection: Connection, now: datetime) -> Finding | None:
    return Finding.of(*store.late(connection, notice.c.due_at < now))


CONDITIONS: Mapping[Kind, Condition] = {
    Kind.NOTICE_DANGER: reading(_danger),
    Kind.NOTICE_LATE: reading(_late),
}
