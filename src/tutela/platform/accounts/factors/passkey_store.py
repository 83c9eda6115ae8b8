"""Passkeys: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.platform.accounts.factors.model import Passkey
from tutela.platform.accounts.factors.tables import passkey
from tutela.platform.database.tables import NODE_SERVICE

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from sqlalchemy import Connection, Row


def holders(connection: Connection) -> frozenset[UUID]:
    """The accounts that have a passkey."""
    return frozenset(connection.scalars(select(passkey.c.account_id).distinct()))


def add(connection: Connection, one: Passkey) -> bool:
    """Writes a passkey; False if it is somebody's already."""
    statement = upsert(passkey).values(
        service_id=NODE_SERVICE,
        id=one.id,
        account_id=one.account_id,
        credential_id=one.credential_id,
        public_key=one.public_key,
        sign_count=one.sign_count,
        name=one.name,
        added_at=one.added_at,
    )
    added = connection.execute(
        statement.on_conflict_do_nothing(index_elements=[passkey.c.credential_id]).returning(
            passkey.c.id
        )
    )
    return added.first() is not None


def of(connection: Connection, account_id: UUID) -> tuple[Passkey, ...]:
    """The passkeys of an account, oldest first."""
    query = select(passkey).where(passkey.c.account_id == account_id).order_by(passkey.c.added_at)
    return tuple(_passkey(row) for row in connection.execute(query))


def find(connection: Connection, credential_id: bytes) -> Passkey | None:
    query = select(passkey).where(passkey.c.credential_id == credential_id)
    row = connection.execute(query).one_or_none()
    return _passkey(row) if row else None


def count_of(connection: Connection, passkey_id: UUID) -> int | None:
    """How often a passkey has signed, held until this transaction ends; None if it is gone."""
    query = select(passkey.c.sign_count).where(passkey.c.id == passkey_id).with_for_update()
    return connection.execute(query).scalar_one_or_none()


def use(connection: Connection, passkey_id: UUID, count: int, now: datetime) -> None:
    connection.execute(
        update(passkey).where(passkey.c.id == passkey_id).values(sign_count=count, last_used_at=now)
    )


def remove(connection: Connection, account_id: UUID, passkey_id: UUID) -> bool:
    """Removes a passkey of an account; False if it has none such."""
    own = (passkey.c.account_id == account_id) & (passkey.c.id == passkey_id)
    return bool(connection.execute(delete(passkey).where(own)).rowcount)


def remove_all(connection: Connection, account_id: UUID) -> int:
    return connection.execute(delete(passkey).where(passkey.c.account_id == account_id)).rowcount


def _passkey(row: Row[Any]) -> Passkey:
    return Passkey(
        id=row.id,
        account_id=row.account_id,
        credential_id=bytes(row.credential_id),
        public_key=bytes(row.public_key),
        sign_count=row.sign_count,
        name=row.name,
        added_at=row.added_at,
        last_used_at=row.last_used_at,
    )
