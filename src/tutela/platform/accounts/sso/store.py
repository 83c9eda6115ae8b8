"""Links between accounts and an identity provider: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, false, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.platform.accounts.sso.model import Link
from tutela.platform.accounts.sso.tables import account_link
from tutela.platform.accounts.tables import account
from tutela.platform.alerts.tables import alert_wish
from tutela.platform.database.tables import NODE_SERVICE

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from sqlalchemy import Connection, Row


def add(connection: Connection, one: Link) -> bool:
    """Writes a link; False if that subject, or address, has one."""
    statement = upsert(account_link).values(
        service_id=NODE_SERVICE,
        id=one.id,
        account_id=one.account_id,
        issuer=one.issuer,
        subject=one.subject,
        email=one.email,
        mapped=one.mapped,
        made_at=one.made_at,
        last_used_at=one.last_used_at,
    )
    added = connection.execute(statement.on_conflict_do_nothing().returning(account_link.c.id))
    return added.first() is not None


def find(connection: Connection, issuer: str, subject: str, email: str) -> Link | None:
    """The link of a subject; failing that, one that waits for this address."""
    of_issuer = select(account_link).where(account_link.c.issuer == issuer)
    own = of_issuer.where(account_link.c.subject == subject)
    waiting = of_issuer.where(account_link.c.subject.is_(None), account_link.c.email == email)
    row = connection.execute(own).one_or_none()
    if row is None and email:
        row = connection.execute(waiting).one_or_none()
    return _link(row) if row else None


def bind(connection: Connection, link_id: UUID, subject: str) -> bool:
    """Makes a link that waited for an address this subject's for good; False if it was taken."""
    bound = connection.execute(
        update(account_link)
        .where(account_link.c.id == link_id, account_link.c.subject.is_(None))
        .values(subject=subject)
    )
    return bool(bound.rowcount)


def use(connection: Connection, link_id: UUID, now: datetime) -> bool:
    """Notes a sign-in; False if the link has ended."""
    used = connection.execute(
        update(account_link).where(account_link.c.id == link_id).values(last_used_at=now)
    )
    return bool(used.rowcount)


def has_unlinked(connection: Connection, issuer: str, names: Collection[str], address: str) -> bool:
    """Whether an account of one of these names, or with this address for its alerts, is opened by
    nobody whom the issuer is known to mean. One that was disabled counts.
    """
    known = exists().where(
        account_link.c.account_id == account.c.id,
        account_link.c.issuer == issuer,
        account_link.c.subject.is_not(None),
    )
    reached = exists().where(
        alert_wish.c.account_id == account.c.id, func.lower(alert_wish.c.address) == address.lower()
    )
    same = account.c.name.in_(names) | (reached if address else false())
    query = select(account.c.id).where(same, ~known)
    return connection.execute(query.limit(1)).first() is not None


def links_of(connection: Connection, account_id: UUID) -> list[Link]:
    query = select(account_link).where(account_link.c.account_id == account_id)
    return [_link(row) for row in connection.execute(query.order_by(account_link.c.made_at))]


def remove_all(connection: Connection, account_id: UUID) -> int:
    gone = connection.execute(delete(account_link).where(account_link.c.account_id == account_id))
    return gone.rowcount


def _link(row: Row[Any]) -> Link:
    return Link(
        id=row.id,
        account_id=row.account_id,
        issuer=row.issuer,
        subject=row.subject,
        email=row.email,
        mapped=row.mapped,
        made_at=row.made_at,
        last_used_at=row.last_used_at,
    )
