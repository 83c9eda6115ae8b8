"""Where an account reads e-mail: the platform may say so, and it is kept of a hit only, sealed.

It is for telling a user what was decided about them, and for nothing else. It stands in no log,
page, message or audit row. The newest one counts. Who sends none costs nothing: no query, no row.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import tink
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.detection.errors import MailboxUnreadable
from tutela.detection.tables import mailbox
from tutela.platform.masterkey.sealed import Form, SealedColumn
from tutela.platform.secret import Secret

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.platform.node import Node
    from tutela.platform.work import Work

LONGEST: Final = timedelta(days=396)
_LIVE = mailbox.c.erased_at.is_(None)


def keep(work: Work, service_id: str, account: str, email: Secret) -> None:
    """Keeps where an account reads e-mail, in place of what was known. A node that sends no e-mail
    keeps none.
    """
    if not work.node.settings.sends_mail:
        return
    row_id = work.new_id()
    sealed = work.node.keys.evidence.encrypt(email.reveal().encode(), _context(row_id))
    fresh = {
        "id": row_id,
        "sealed": sealed,
        "given_at": work.now,
        "erase_at": work.now + LONGEST,
    }
    work.connection.execute(
        upsert(mailbox)
        .values(service_id=service_id, account_ref=account, **fresh)
        .on_conflict_do_update(
            index_elements=["service_id", "account_ref"], index_where=_LIVE, set_=fresh
        )
    )


def of_account(node: Node, connection: Connection, service_id: str, account: str) -> Secret | None:
    """Where an account reads e-mail; None where it is not known. Raises MailboxUnreadable."""
    if not account:
        return None
    query = select(mailbox.c.id, mailbox.c.sealed).where(
        mailbox.c.service_id == service_id, mailbox.c.account_ref == account, _LIVE
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    try:
        return Secret(node.keys.evidence.decrypt(row.sealed, _context(row.id)).decode())
    except tink.TinkError:
        raise MailboxUnreadable from None


def is_known(connection: Connection, service_id: str, account: str) -> bool:
    """Whether it is known where an account reads e-mail."""
    query = select(mailbox.c.id).where(
        mailbox.c.service_id == service_id, mailbox.c.account_ref == account, _LIVE
    )
    return bool(account) and connection.execute(query).first() is not None


def erase(connection: Connection, mailbox_id: UUID, now: datetime) -> None:
    """Empties a row for good."""
    query = update(mailbox).where(mailbox.c.id == mailbox_id)
    connection.execute(query.values(sealed=None, account_ref="", erased_at=now))


def _context(row_id: UUID) -> bytes:
    return f"mailbox:{row_id}".encode()


SEALED = (SealedColumn(mailbox.c.sealed, mailbox.c.id, Form.BYTES, _context),)
