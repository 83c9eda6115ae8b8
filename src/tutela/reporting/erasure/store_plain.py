"""Erasure of plain rows: a table that says by `erases` what it holds, with `erase_at` and
`erased_at`. All their SQL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Row, Table

    Rows = list[Row[tuple[object, ...]]]


def erased(
    connection: Connection,
    table: Table,
    after: datetime | None,
    until: datetime,
    also: Collection[UUID],
) -> Rows:
    """Rows erased after `after` (None: ever) and by `until`, and earlier ones of `also`."""
    at = table.c.erased_at
    query = select(table).where(at <= until).order_by(at, table.c.id)
    if after is not None:
        query = query.where((at > after) | table.c.id.in_(also))
    return list(connection.execute(query))


def outlived(connection: Connection, table: Table, until: datetime) -> Rows:
    """Rows whose time was over at `until`, and that are not erased."""
    live = (table.c.erased_at.is_(None), table.c.erase_at <= until)
    return list(connection.execute(select(table).where(*live).order_by(table.c.id)))


def running(connection: Connection, table: Table) -> tuple[int, datetime | None]:
    """How many rows are not erased, and when the next one's time is over."""
    query = select(func.count().label("live"), func.min(table.c.erase_at).label("next"))
    row = connection.execute(query.where(table.c.erased_at.is_(None))).one()
    return row.live, row.next
