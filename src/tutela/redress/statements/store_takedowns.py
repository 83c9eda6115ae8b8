"""What the platform removed after notices: all its SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from tutela.redress.statements.tables import statement, takedown
from tutela.redress.statements.takedown import Takedown

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Row

_COLUMNS = [takedown.c[name] for name in Takedown.__dataclass_fields__]


def add(connection: Connection, one: Takedown) -> None:
    values = {column.name: getattr(one, column.name) for column in _COLUMNS}
    connection.execute(insert(takedown).values(values))


def known(connection: Connection, notice_id: UUID, digest: bytes) -> Takedown | None:
    """What was told of last under this notice, by the same name."""
    query = select(*_COLUMNS).where(takedown.c.notice_id == notice_id, takedown.c.digest == digest)
    latest = query.order_by(takedown.c.told_at.desc(), takedown.c.id.desc()).limit(1)
    row = connection.execute(latest).one_or_none()
    return _takedown(row) if row else None


def of_statement(connection: Connection, statement_id: UUID) -> Takedown:
    """What a statement that rests on no item is about."""
    query = select(*_COLUMNS).join(statement, statement.c.takedown_id == takedown.c.id)
    return _takedown(connection.execute(query.where(statement.c.id == statement_id)).one())


def lock(connection: Connection, takedown_id: UUID) -> Takedown:
    """One takedown, locked until the transaction ends."""
    query = select(*_COLUMNS).where(takedown.c.id == takedown_id).with_for_update()
    return _takedown(connection.execute(query).one())


def of_notice(connection: Connection, notice_id: UUID) -> list[Takedown]:
    """All that was removed after a notice, in the order it was told."""
    query = select(*_COLUMNS).where(takedown.c.notice_id == notice_id)
    rows = connection.execute(query.order_by(takedown.c.told_at, takedown.c.id))
    return [_takedown(row) for row in rows]


def restored(connection: Connection, takedown_id: UUID, at: datetime) -> None:
    """Says that the platform was asked to restore a takedown that the caller has locked."""
    changed = update(takedown).where(takedown.c.id == takedown_id)
    connection.execute(changed.values(restored_at=at))


def _takedown(row: Row[Any]) -> Takedown:
    return Takedown(**row._mapping)  # noqa: SLF001 - the columns are its fields
