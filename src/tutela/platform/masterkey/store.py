"""Master keys, and what is sealed with which: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.masterkey.model import MasterKeyRow
from tutela.platform.masterkey.sealed import Form
from tutela.platform.masterkey.tables import master_key

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection

    from tutela.platform.masterkey.sealed import SealedColumn

_ONE_ROTATION = 0x6D61_7374  # advisory lock
# The first letters of a sealed value in base64: one byte of version, four of the key's id.
_START = {Form.TEXT: "^([A-Za-z0-9+/]{8})", Form.KEYSET: '"encryptedKeyset": *"([A-Za-z0-9+/]{8})'}


def lock(connection: Connection) -> None:
    """Lets nobody else change the master key until the transaction ends."""
    connection.execute(select(func.pg_advisory_xact_lock(_ONE_ROTATION)))


def keys(connection: Connection) -> list[MasterKeyRow]:
    """Every key this node had, the oldest first."""
    query = select(master_key).order_by(master_key.c.added_at, master_key.c.id)
    names = MasterKeyRow.__dataclass_fields__
    return [
        MasterKeyRow(**{name: getattr(row, name) for name in names})
        for row in connection.execute(query)
    ]


def add(connection: Connection, one: MasterKeyRow) -> None:
    values = {name: getattr(one, name) for name in MasterKeyRow.__dataclass_fields__}
    connection.execute(insert(master_key).values(service_id=NODE_SERVICE, **values))


def set_moment(connection: Connection, row_id: UUID, **moment: datetime) -> None:
    """Notes since when a key is in force, or when it was destroyed."""
    connection.execute(update(master_key).where(master_key.c.id == row_id).values(**moment))


def left(connection: Connection, one: SealedColumn, key_id: int) -> int:
    """How many values are sealed with another key than this."""
    query = select(func.count()).select_from(one.column.table).where(*_others(one, key_id))
    return int(connection.execute(query).scalar_one())


def locked(
    connection: Connection, one: SealedColumn, key_id: int, after: Any, limit: int
) -> list[tuple[Any, Any]]:
    """Rows (key, value) sealed with another key, locked, in the order of their keys.

    What somebody else has locked is left out: it is found again later.
    """
    query = select(one.key, one.column).where(*_others(one, key_id)).order_by(one.key).limit(limit)
    if after is not None:
        query = query.where(one.key > after)
    rows = connection.execute(query.with_for_update(skip_locked=True, key_share=True))
    return [(row[0], row[1]) for row in rows]


def save(connection: Connection, one: SealedColumn, key: Any, value: Any) -> None:
    connection.execute(
        update(one.column.table).where(one.key == key).values({one.column.name: value})
    )


def _others(one: SealedColumn, key_id: int) -> tuple[ColumnElement[bool], ...]:
    sealed_with = key_id.to_bytes(4, "big")
    return one.column.is_not(None), _key_of(one).is_distinct_from(sealed_with)


def _key_of(one: SealedColumn) -> ColumnElement[Any]:
    """The id a sealed value begins with; null for what does not begin like one."""
    if one.form is Form.BYTES:
        return func.substr(one.column, 2, 4)
    start = func.substring(one.column, _START[one.form])
    return func.substr(func.decode(start, "base64"), 2, 4)
