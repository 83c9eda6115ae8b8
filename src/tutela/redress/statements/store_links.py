"""Links to statements of reasons: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update

from tutela.redress.statements.tables import statement_link

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.redress.statements.model import Statement


def add(
    connection: Connection, digest: bytes, one: Statement, now: datetime, until: datetime
) -> None:
    connection.execute(
        insert(statement_link).values(
            service_id=one.service_id,
            digest=digest,
            statement_id=one.id,
            made_at=now,
            open_until=until,
        )
    )


def find(connection: Connection, digest: bytes, now: datetime) -> UUID | None:
    """The statement that a link leads to, while it is open."""
    query = select(statement_link.c.statement_id).where(
        statement_link.c.digest == digest, statement_link.c.open_until > now
    )
    return connection.execute(query).scalar_one_or_none()


def extend(connection: Connection, statement_id: UUID, until: datetime) -> None:
    """Keeps the links to a statement open until then, if not longer."""
    longer = func.greatest(statement_link.c.open_until, until)
    query = update(statement_link).where(statement_link.c.statement_id == statement_id)
    connection.execute(query.values(open_until=longer))


def forget(connection: Connection, now: datetime) -> None:
    """Deletes the links that are open no more."""
    connection.execute(delete(statement_link).where(statement_link.c.open_until <= now))
