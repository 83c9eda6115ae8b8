"""API keys: all their SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, or_, select, update

from tutela.platform.accounts.model import ApiKey
from tutela.platform.accounts.tables import api_key
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from sqlalchemy import Connection, Row


@dataclass(frozen=True, slots=True)
class LiveKey:
    """A key that is not revoked, with the SHA-256 of its token."""

    key: ApiKey
    token_hash: bytes


def add(connection: Connection, one: ApiKey, token_hash: bytes) -> None:
    connection.execute(
        insert(api_key).values(
            service_id=one.service_id,
            id=one.id,
            public_id=one.public_id,
            token_hash=token_hash,
            label=one.label,
            scopes=sorted(scope.value for scope in one.scopes),
            created_by=one.created_by,
            created_at=one.created_at,
            expires_at=one.expires_at,
        )
    )


def live(connection: Connection) -> dict[str, LiveKey]:
    """Every key that is not revoked, by its public id; expiry is judged when a key is used."""
    rows = connection.execute(select(api_key).where(api_key.c.revoked_at.is_(None)))
    return {row.public_id: LiveKey(_key(row), bytes(row.token_hash)) for row in rows}


def keys(connection: Connection) -> list[ApiKey]:
    """Every key there ever was, by service and age."""
    order = (api_key.c.service_id, api_key.c.created_at, api_key.c.public_id)
    return [_key(row) for row in connection.execute(select(api_key).order_by(*order))]


def find(connection: Connection, public_id: str) -> ApiKey | None:
    """A key, held until this transaction ends."""
    query = select(api_key).where(api_key.c.public_id == public_id).with_for_update()
    row = connection.execute(query).one_or_none()
    return _key(row) if row else None


def revoke(connection: Connection, key_id: UUID, now: datetime) -> None:
    connection.execute(update(api_key).where(api_key.c.id == key_id).values(revoked_at=now))


def note_use(connection: Connection, used: Mapping[UUID, datetime]) -> None:
    """Writes when keys were last used; a later instant from another process stays."""
    older = or_(api_key.c.last_used_at.is_(None), api_key.c.last_used_at < bindparam("at"))
    statement = update(api_key).where(api_key.c.id == bindparam("key"), older)
    rows = [{"key": key, "at": at} for key, at in sorted(used.items())]
    connection.execute(statement.values(last_used_at=bindparam("at")), rows)


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(
        id=row.id,
        service_id=row.service_id,
        public_id=row.public_id,
        label=row.label,
        scopes=frozenset(Permission(scope) for scope in row.scopes),
        created_by=row.created_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
    )
