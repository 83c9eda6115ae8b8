"""Where accounts read e-mail, sealed: all the SQL that writes and reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.detection.tables import mailbox

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Row

_LIVE = mailbox.c.erased_at.is_(None)


def keep(connection: Connection, service_id: str, account: str, **fresh: object) -> None:
    """Writes the row of an account, or renews it whole, its `id` too."""
    connection.execute(
        upsert(mailbox)
        .values(service_id=service_id, account_ref=account, **fresh)
        .on_conflict_do_update(
            index_elements=["service_id", "account_ref"], index_where=_LIVE, set_=fresh
        )
    )


def of_account(connection: Connection, service_id: str, account: str) -> Row[Any] | None:
    """The id and the sealed address of an account's row; None without an account, or a row."""
    if not account:
        return None
    query = select(*(mailbox.c[name] for name in ("id", "sealed"))).where(
        mailbox.c.service_id == service_id, mailbox.c.account_ref == account, _LIVE
    )
    return connection.execute(query).one_or_none()


def erase(connection: Connection, mailbox_id: UUID, now: datetime) -> None:
    """Empties a row for good."""
    query = update(mailbox).where(mailbox.c.id == mailbox_id)
    connection.execute(query.values(sealed=None, account_ref="", erased_at=now))
