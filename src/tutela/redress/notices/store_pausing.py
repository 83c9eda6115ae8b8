"""Notices that wait because their sender is suspended: their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from tutela.redress.notices.machine import NoticeState
from tutela.redress.notices.tables import notice
from tutela.redress.pausing.store import over

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection


def due(connection: Connection, now: datetime, limit: int) -> list[UUID]:
    """Notices whose pause is over, but for those that joined another: the oldest first."""
    query = (
        select(notice.c.id)
        .where(
            notice.c.state == NoticeState.RECEIVED.value,
            notice.c.joined_id.is_(None),
            over(notice, now),
        )
        .order_by(notice.c.received_at, notice.c.id)
        .limit(limit)
    )
    return list(connection.execute(query).scalars())
