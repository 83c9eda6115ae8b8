"""Notices that wait because their sender is suspended: their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from tutela.redress.notices.machine import NoticeState
from tutela.redress.notices.tables import notice
from tutela.redress.pausing.store import over

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection


def due(connection: Connection, now: datetime, limit: int) -> list[UUID]:
    """Notices whose pause is over, or that of one which joined them: the oldest first."""
    head = func.coalesce(notice.c.joined_id, notice.c.id)
    query = (
        select(head)
        .where(notice.c.state == NoticeState.RECEIVED.value, over(notice, now))
        .group_by(head)
        .order_by(func.min(notice.c.received_at), head)
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


def waits(connection: Connection, head_id: UUID) -> bool:
    """Whether a notice, or one that joined it, waits for the end of a suspension."""
    same = or_(notice.c.id == head_id, notice.c.joined_id == head_id)
    query = select(notice.c.id).where(same, notice.c.paused_until.is_not(None))
    return connection.execute(query.limit(1)).first() is not None
