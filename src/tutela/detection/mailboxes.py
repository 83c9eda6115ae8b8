"""Where an account reads e-mail: the platform may say so, and it is kept of a hit only, sealed.

It is for telling a user what was decided about them, and for nothing else. It stands in no log,
page, message or audit row. The newest one counts. Who sends none costs nothing: no query, no row.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import tink

from tutela.detection import store_mailboxes
from tutela.detection.errors import MailboxUnreadable
from tutela.detection.tables import mailbox
from tutela.platform.masterkey.sealed import Form, SealedColumn
from tutela.platform.secret import Secret

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.platform.node import Node
    from tutela.platform.work import Work

LONGEST: Final = timedelta(days=396)


def keep(work: Work, service_id: str, account: str, email: Secret) -> None:
    """Keeps where an account reads e-mail, in place of what was known. A node that sends no e-mail
    keeps none.
    """
    if not work.node.settings.sends_mail:
        return
    row_id = work.new_id()
    sealed = work.node.keys.evidence.encrypt(email.reveal().encode(), _context(row_id))
    store_mailboxes.keep(
        work.connection,
        service_id,
        account,
        id=row_id,
        sealed=sealed,
        given_at=work.now,
        erase_at=work.now + LONGEST,
    )


def of_account(node: Node, connection: Connection, service_id: str, account: str) -> Secret | None:
    """Where an account reads e-mail; None where it is not known. Raises MailboxUnreadable."""
    row = store_mailboxes.of_account(connection, service_id, account)
    if row is None:
        return None
    try:
        return Secret(node.keys.evidence.decrypt(row.sealed, _context(row.id)).decode())
    except tink.TinkError:
        raise MailboxUnreadable from None


def is_known(connection: Connection, service_id: str, account: str) -> bool:
    """Whether it is known where an account reads e-mail."""
    return store_mailboxes.of_account(connection, service_id, account) is not None


def _context(row_id: UUID) -> bytes:
    return f"mailbox:{row_id}".encode()


SEALED = (SealedColumn(mailbox.c.sealed, mailbox.c.id, Form.BYTES, _context),)
