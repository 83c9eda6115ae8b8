"""Erasing notices: the statements that empty what is personal, or says where something is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select, update

from tutela.redress.notices.machine import NoticeState
from tutela.redress.notices.tables import notice

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

EMPTY: Final[dict[str, object]] = {
    "places": [],
    "item_ref": "",
    "same_places": "",
    "reasons": "",
    "details": {},
    "notifier": "",
    "email": "",
    "flagger": "",
    "key_id": None,
    "source": "",
    "told": "",
    "code_hash": None,
    "token_hash": None,
    "content_hash": b"",
}


def due(connection: Connection, now: datetime, limit: int) -> list[tuple[UUID, str, NoticeState]]:
    """Notices whose clock has run out, locked; what others work on is left for the next time."""
    query = (
        select(notice.c.id, notice.c.service_id, notice.c.state)
        .where(notice.c.state == NoticeState.DECIDED.value, notice.c.erase_at <= now)
        .order_by(notice.c.erase_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [(row.id, row.service_id, NoticeState(row.state)) for row in connection.execute(query)]


def erase(connection: Connection, notice_id: UUID, state: NoticeState, now: datetime) -> None:
    """Empties a notice for good."""
    connection.execute(
        update(notice)
        .where(notice.c.id == notice_id)
        .values(**EMPTY, state=state.value, erased_at=now)
    )
