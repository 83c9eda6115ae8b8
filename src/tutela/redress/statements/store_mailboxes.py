"""Which e-mail addresses of accounts nothing needs any more: their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from tutela.casework.machine import ItemState
from tutela.casework.tables import case_item
from tutela.detection.tables import item, mailbox
from tutela.redress.statements.tables import statement, suspension, takedown

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection

_LIVE = mailbox.c.erased_at.is_(None)
_UNDECIDED = (ItemState.PENDING.value, ItemState.UNSURE.value, ItemState.SECONDING.value)


def of_account(connection: Connection, service_id: str, account: str) -> UUID | None:
    """The row of an account, locked."""
    query = select(mailbox.c.id).where(
        mailbox.c.service_id == service_id, mailbox.c.account_ref == account, _LIVE
    )
    return connection.execute(query.with_for_update()).scalar_one_or_none()


def due(connection: Connection, now: datetime, limit: int) -> list[tuple[UUID, str, bool]]:
    """Those that nothing needs or whose clock ran out, locked: each with its service, and whether
    it was the clock.
    """
    over = mailbox.c.erase_at <= now
    query = (
        select(mailbox.c.id, mailbox.c.service_id, over.label("over"))
        .where(_LIVE, or_(over, ~_needed()))
        .order_by(mailbox.c.erase_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [(row.id, row.service_id, row.over) for row in connection.execute(query)]


def _needed() -> ColumnElement[bool]:
    mine = (
        item.c.service_id == mailbox.c.service_id,
        item.c.account_ref == mailbox.c.account_ref,
    )
    waits = (
        select(item.c.id)
        .join(case_item, case_item.c.item_id == item.c.id)
        .where(*mine, case_item.c.state.in_(_UNDECIDED))
    )
    told = (
        select(statement.c.id)
        .join(item, item.c.id == statement.c.item_id)
        .where(*mine, statement.c.erased_at.is_(None))
    )
    removed = (
        select(statement.c.id)
        .join(takedown, takedown.c.id == statement.c.takedown_id)
        .where(
            takedown.c.service_id == mailbox.c.service_id,
            takedown.c.account_ref == mailbox.c.account_ref,
            statement.c.erased_at.is_(None),
        )
    )
    suspended = (
        select(statement.c.id)
        .join(suspension, suspension.c.id == statement.c.suspension_id)
        .where(
            suspension.c.service_id == mailbox.c.service_id,
            suspension.c.account_ref == mailbox.c.account_ref,
            statement.c.erased_at.is_(None),
        )
    )
    return or_(waits.exists(), told.exists(), removed.exists(), suspended.exists())
