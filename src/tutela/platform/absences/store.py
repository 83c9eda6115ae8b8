"""Absences: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, text, update

from tutela.platform.absences.model import Absence, Named
from tutela.platform.absences.tables import absence
from tutela.platform.accounts import store as accounts
from tutela.platform.accounts.tables import account
from tutela.platform.database.tables import NODE_SERVICE, SCHEMA

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Row

    from tutela.platform.permissions import Permission


def lock(connection: Connection) -> None:
    """Keeps every other transaction from writing absences until this one ends."""
    connection.execute(text(f"LOCK TABLE {SCHEMA}.absence IN SHARE ROW EXCLUSIVE MODE"))


def add(
    connection: Connection, one: Absence, *, said_by: str, said_by_name: str, reason: str
) -> None:
    connection.execute(
        insert(absence).values(
            service_id=NODE_SERVICE,
            id=one.id,
            account_id=one.account_id,
            cover_id=one.cover_id,
            since=one.since,
            until=one.until,
            said_by=said_by,
            said_by_name=said_by_name,
            reason=reason,
        )
    )


def unended(connection: Connection, now: datetime) -> list[Absence]:
    """Absences that last at `now`, or are to come."""
    query = select(absence).where(absence.c.ended_at.is_(None), absence.c.until > now)
    return [_absence(row) for row in connection.execute(query.order_by(absence.c.since))]


def named(connection: Connection, now: datetime) -> list[Named]:
    """The same, with names."""
    cover = account.alias()
    query = (
        select(absence, account.c.name, cover.c.name.label("cover"))
        .join(account, account.c.id == absence.c.account_id)
        .outerjoin(cover, cover.c.id == absence.c.cover_id)
        .where(absence.c.ended_at.is_(None), absence.c.until > now)
        .order_by(absence.c.since, account.c.name)
    )
    return [
        Named(_absence(row), row.name, row.cover or "", row.said_by_name, row.reason)
        for row in connection.execute(query)
    ]


def find_unended(connection: Connection, absence_id: UUID, now: datetime) -> Absence | None:
    """One that lasts or is to come, locked."""
    query = select(absence).where(
        absence.c.id == absence_id, absence.c.ended_at.is_(None), absence.c.until > now
    )
    row = connection.execute(query.with_for_update()).one_or_none()
    return _absence(row) if row else None


def end(connection: Connection, absence_id: UUID, now: datetime) -> None:
    connection.execute(update(absence).where(absence.c.id == absence_id).values(ended_at=now))


def able(connection: Connection, permission: Permission) -> dict[UUID, str]:
    """Everybody with an account who holds a permission, by id, with their names."""
    return {
        one.id: one.name
        for one in accounts.accounts(connection)
        if one.disabled_at is None and permission in one.permissions
    }


def _absence(row: Row[Any]) -> Absence:
    return Absence(row.id, row.account_id, row.cover_id, row.since, row.until)
