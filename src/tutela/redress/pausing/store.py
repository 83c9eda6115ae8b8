"""Pauses: begun, ended, and asked for. All their SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import ColumnElement, insert, select, update

from tutela.redress.pausing.tables import pause

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Table

NOTICES: Final = "notices"
COMPLAINTS: Final = "complaints"


@dataclass(frozen=True, slots=True)
class Pause:
    """What waits until then, of whom a pause is in force."""

    id: UUID
    until: datetime


def place(connection: Connection, **values: object) -> None:
    connection.execute(insert(pause).values(values))


def end(connection: Connection, pause_id: UUID, now: datetime) -> None:
    """Ends a pause, after whoever is taking something in by it; nothing if there is none."""
    connection.execute(
        update(pause).where(pause.c.id == pause_id).values(ended_at=now, account_ref="")
    )


def of(
    connection: Connection,
    what: str,
    service_id: str,
    now: datetime,
    *,
    key_id: UUID | None = None,
    account: str = "",
) -> Pause | None:
    """The pause of a key or an account; it does not end before the caller's transaction does."""
    if key_id is None and not account:
        return None
    query = select(pause.c.id, pause.c.until).where(
        pause.c.service_id == service_id,
        pause.c.what == what,
        pause.c.key_id.is_not_distinct_from(key_id),
        pause.c.account_ref == account,
        pause.c.ended_at.is_(None),
        pause.c.until > now,
    )
    row = connection.execute(query.with_for_update(read=True)).one_or_none()
    return Pause(row.id, row.until) if row else None


def over(paused: Table, now: datetime) -> ColumnElement[bool]:
    """Whether a row of a table with `paused_until` and `pause_id` waits for nothing any more."""
    ended = select(pause.c.id).where(pause.c.ended_at.is_not(None))
    return paused.c.paused_until.is_not(None) & (
        (paused.c.paused_until <= now) | paused.c.pause_id.in_(ended)
    )
