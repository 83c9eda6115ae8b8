"""Accounts that are suspended for what they put there: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from tutela.redress.statements.store import COLUMNS, statement_of
from tutela.redress.statements.suspension import Suspension
from tutela.redress.statements.tables import statement, suspension

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Row, Select

    from tutela.redress.statements.model import Kind, Statement

_COLUMNS = [suspension.c[name] for name in Suspension.__dataclass_fields__]


def add(connection: Connection, one: Suspension) -> None:
    values = {column.name: getattr(one, column.name) for column in _COLUMNS}
    connection.execute(insert(suspension).values({**values, "hands": list(one.hands)}))


def lock(connection: Connection, suspension_id: UUID) -> Suspension | None:
    """One suspension, locked until the transaction ends."""
    query = select(*_COLUMNS).where(suspension.c.id == suspension_id).with_for_update()
    row = connection.execute(query).one_or_none()
    return _suspension(row) if row else None


def of_statement(connection: Connection, statement_id: UUID) -> Suspension | None:
    """The suspension that a statement is about; None where it is about something else."""
    query = select(*_COLUMNS).join(statement, statement.c.suspension_id == suspension.c.id)
    row = connection.execute(query.where(statement.c.id == statement_id)).one_or_none()
    return _suspension(row) if row else None


def told(connection: Connection, suspension_id: UUID, kind: Kind) -> Statement | None:
    """What the account is told of its suspension, or of its end."""
    row = connection.execute(_about(suspension_id, kind)).one_or_none()
    return statement_of(row) if row else None


def ended(connection: Connection, suspension_id: UUID, at: datetime, *, lifted: bool) -> None:
    """Says that a suspension that the caller has locked is over."""
    changed = update(suspension).where(suspension.c.id == suspension_id)
    connection.execute(changed.values(ended_at=at, lifted=lifted))


def _about(suspension_id: UUID, kind: Kind) -> Select[Any]:
    meant = (statement.c.suspension_id == suspension_id, statement.c.kind == kind.value)
    return select(*COLUMNS).where(*meant)


def _suspension(row: Row[Any]) -> Suspension:
    return Suspension(**{**row._mapping, "hands": tuple(row.hands)})  # noqa: SLF001
