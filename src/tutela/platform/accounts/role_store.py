"""The roles that a node made itself: all their SQL, and what they grant to an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import any_, func, insert, select, update

from tutela.platform.accounts.model import OwnRole
from tutela.platform.accounts.tables import account, own_role
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from sqlalchemy import Connection, Row

_each = (
    func.unnest(own_role.c.permissions).table_valued("one", joins_implicitly=True).render_derived()
)
# A column beside an account's: what its own roles grant now, as text.
GRANTED = (
    select(func.array_agg(_each.c.one))
    .select_from(own_role)
    .where(own_role.c.ended_at.is_(None), own_role.c.name == any_(account.c.roles))
    .correlate(account)
    .scalar_subquery()
    .label("granted")
)
_KNOWN = {one.value: one for one in Permission}


def known(granted: Iterable[str] | None) -> frozenset[Permission]:
    """The permissions among `granted`; what this version does not know grants nothing."""
    return frozenset(_KNOWN[name] for name in granted or () if name in _KNOWN)


def add(connection: Connection, one: OwnRole) -> None:
    connection.execute(
        insert(own_role).values(
            service_id=NODE_SERVICE,
            id=one.id,
            name=one.name,
            about=one.about,
            permissions=_written(one.permissions),
            created_at=one.created_at,
        )
    )


def own_roles(connection: Connection) -> list[OwnRole]:
    """Every role that this node made, by name; those that ended too."""
    return [_role(row) for row in connection.execute(select(own_role).order_by(own_role.c.name))]


def find(connection: Connection, name: str) -> OwnRole | None:
    row = connection.execute(select(own_role).where(own_role.c.name == name)).one_or_none()
    return _role(row) if row else None


def change(
    connection: Connection, role_id: UUID, about: str, permissions: frozenset[Permission]
) -> None:
    changed = {"about": about, "permissions": _written(permissions)}
    connection.execute(update(own_role).where(own_role.c.id == role_id).values(changed))


def end(connection: Connection, role_id: UUID, now: datetime) -> None:
    connection.execute(update(own_role).where(own_role.c.id == role_id).values(ended_at=now))


def _written(permissions: frozenset[Permission]) -> list[str]:
    return sorted(one.value for one in permissions)


def _role(row: Row[Any]) -> OwnRole:
    return OwnRole(
        row.id, row.name, row.about, known(row.permissions), row.created_at, row.ended_at
    )
