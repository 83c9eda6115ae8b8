"""Copies of other authorities' removal orders: their SQL."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.orders.removal.model import CopyLine
from tutela.orders.removal.tables import removal_copy
from tutela.platform.database.tables import NODE_SERVICE

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Row

_LINE = [removal_copy.c[name] for name in CopyLine.__dataclass_fields__]
_MORE = [removal_copy.c[name] for name in ("wrapped_key", "content")]


@dataclass(frozen=True, slots=True)
class Stored:
    """A copy's row, with its wrapped key and sealed content: None once erased."""

    line: CopyLine
    wrapped_key: str | None = field(repr=False)
    content: bytes | None = field(repr=False)


def add(connection: Connection, one: CopyLine, wrapped_key: str, content: bytes) -> bool:
    """Writes a copy; False if its authority gave one of that order before."""
    values = {name: getattr(one, name) for name in CopyLine.__dataclass_fields__}
    made = connection.execute(
        upsert(removal_copy)
        .values(service_id=NODE_SERVICE, **values, wrapped_key=wrapped_key, content=content)
        .on_conflict_do_nothing(index_elements=["authority_id", "order_id"])
        .returning(removal_copy.c.id)
    )
    return made.one_or_none() is not None


def find(connection: Connection, copy_id: UUID) -> Stored | None:
    query = select(*_LINE, *_MORE)
    row = connection.execute(query.where(removal_copy.c.id == copy_id)).one_or_none()
    return Stored(_line(row), row.wrapped_key, row.content) if row else None


def lines(connection: Connection, limit: int) -> list[CopyLine]:
    """The copies, the latest first."""
    query = select(*_LINE).order_by(removal_copy.c.received_at.desc(), removal_copy.c.id)
    return [_line(row) for row in connection.execute(query.limit(limit))]


def due_for_erasure(connection: Connection, now: datetime, limit: int) -> list[tuple[UUID, str]]:
    """Copies whose clock has run out, with their service, locked; others' are left."""
    query = (
        select(removal_copy.c.id, removal_copy.c.service_id)
        .where(removal_copy.c.erase_at <= now, removal_copy.c.erased_at.is_(None))
        .order_by(removal_copy.c.erase_at, removal_copy.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [(row.id, row.service_id) for row in connection.execute(query)]


def erase(connection: Connection, copy_id: UUID, now: datetime) -> None:
    statement = update(removal_copy).where(removal_copy.c.id == copy_id)
    connection.execute(statement.values(wrapped_key=None, content=None, erased_at=now))


def _line(row: Row[Any]) -> CopyLine:
    return CopyLine(**{name: getattr(row, name) for name in CopyLine.__dataclass_fields__})
