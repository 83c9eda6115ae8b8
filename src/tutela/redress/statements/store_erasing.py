"""Erasing statements of reasons, and what held them back: the SQL that empties them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, select, update

from tutela.platform.webhooks import store as deliveries
from tutela.redress.statements import store
from tutela.redress.statements.tables import (
    statement,
    statement_link,
    statement_mail,
    statement_telling,
    suspension,
    takedown,
    withholding,
)

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.redress.statements.model import State

_UNSAID: Final = {"last_error": "", "closed_by_name": "", "close_reason": ""}
_NOBODY: Final = {"account_ref": "", "source": "", "end_reason": ""}


def stays(connection: Connection, statement_id: UUID) -> bool:
    """Whether a statement is there and not erased: then it is not before the transaction ends."""
    query = select(statement.c.id).where(
        statement.c.id == statement_id, statement.c.erased_at.is_(None)
    )
    return connection.execute(query.with_for_update(read=True, key_share=True)).first() is not None


def stop_clock(connection: Connection, statement_id: UUID) -> None:
    """Says that nobody knows any more when a statement may be erased, if it is not yet."""
    query = update(statement).where(statement.c.id == statement_id, statement.c.erased_at.is_(None))
    connection.execute(query.values(erase_at=None))


def erase(connection: Connection, statement_id: UUID, state: State, now: datetime) -> None:
    """Empties a locked statement for good, and all that was sent of it; its links lead nowhere."""
    one = store.find(connection, statement_id)
    assert one is not None  # noqa: S101 - the caller has locked it
    left = one.facts.counted().to_json()
    emptied = {"state": state.value, "facts": left, "language": "", "problem": ""}
    store.save(connection, statement_id, **emptied, erased_at=now)
    mine = statement_telling.c.statement_id == statement_id
    sent = select(statement_telling.c.delivery_id).where(mine)
    deliveries.empty(connection, list(connection.execute(sent).scalars()), now)
    mails = update(statement_mail).where(statement_mail.c.statement_id == statement_id)
    connection.execute(mails.values(_UNSAID))
    _empty_takedown(connection, one.takedown_id)
    _empty_suspension(connection, one.suspension_id)
    links = delete(statement_link).where(statement_link.c.statement_id == statement_id)
    connection.execute(links)


def _empty_takedown(connection: Connection, takedown_id: UUID | None) -> None:
    """What was removed, and whose it was, is forgotten with the last statement about it."""
    left = select(statement.c.id).where(
        statement.c.takedown_id == takedown.c.id, statement.c.erased_at.is_(None)
    )
    query = update(takedown).where(takedown.c.id == takedown_id, ~left.exists())
    connection.execute(query.values(external_id="", account_ref=""))


def _empty_suspension(connection: Connection, suspension_id: UUID | None) -> None:
    """Who was suspended is forgotten with the last statement about it."""
    left = select(statement.c.id).where(
        statement.c.suspension_id == suspension.c.id, statement.c.erased_at.is_(None)
    )
    query = update(suspension).where(suspension.c.id == suspension_id, ~left.exists())
    connection.execute(query.values(account_ref=""))


def erase_withholding(
    connection: Connection, withholding_id: UUID, state: str, now: datetime
) -> None:
    """Empties what held statements back, for good: its ground and its days stay."""
    del state  # it has none
    query = update(withholding).where(withholding.c.id == withholding_id)
    connection.execute(query.values(**_NOBODY, erased_at=now))
