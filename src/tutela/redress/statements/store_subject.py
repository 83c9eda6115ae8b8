"""Whom a statement is for, and what the platform calls what it is about: their SQL.

The item knows it, what the platform told of its removal, or the suspension of the account itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from tutela.detection.tables import item
from tutela.redress.statements.model import Subject
from tutela.redress.statements.tables import statement, suspension, takedown

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection, Select

ACCOUNT: Final = func.coalesce(item.c.account_ref, takedown.c.account_ref, suspension.c.account_ref)
EXTERNAL_ID: Final = func.coalesce(item.c.external_id, takedown.c.external_id, "")


def joined(query: Select[Any]) -> Select[Any]:
    """A query of statements, with what each is about."""
    return (
        query.outerjoin(item, item.c.id == statement.c.item_id)
        .outerjoin(takedown, takedown.c.id == statement.c.takedown_id)
        .outerjoin(suspension, suspension.c.id == statement.c.suspension_id)
    )


def of(connection: Connection, statement_id: UUID) -> Subject:
    """The subject of one statement."""
    columns = (ACCOUNT.label("account_ref"), EXTERNAL_ID.label("external_id"))
    query = joined(select(*columns, takedown.c.notice_id).select_from(statement))
    row = connection.execute(query.where(statement.c.id == statement_id)).one()
    return Subject(row.account_ref, row.external_id, row.notice_id)
