"""Proceedings before other bodies: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.redress.complaints.proceeding import Kind, Proceeding, Result
from tutela.redress.complaints.tables import proceeding
from tutela.redress.notices.tables import notice
from tutela.redress.statements.tables import statement

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection, Row

COLUMNS = [proceeding.c[name] for name in Proceeding.__dataclass_fields__]


def about(connection: Connection, number: UUID) -> dict[str, Any] | None:
    """The statement or notice with that number, as the columns that refer to it."""
    told = select(statement.c.service_id, statement.c.case_id, statement.c.item_id)
    row = connection.execute(told.where(statement.c.id == number)).one_or_none()
    if row:
        return {**row._mapping, "statement_id": number, "notice_id": None}  # noqa: SLF001
    given = select(notice.c.service_id, notice.c.case_id).where(notice.c.id == number)
    other = connection.execute(given).one_or_none()
    if other is None:
        return None
    return {**other._mapping, "item_id": None, "statement_id": None, "notice_id": number}  # noqa: SLF001


def add(connection: Connection, one: Proceeding) -> bool:
    """Keeps a proceeding; False if that body's reference is there already."""
    made = connection.execute(
        upsert(proceeding)
        .values({column.name: getattr(one, column.name) for column in COLUMNS})
        .on_conflict_do_nothing()
        .returning(proceeding.c.id)
    )
    return made.one_or_none() is not None


def lock(connection: Connection, proceeding_id: UUID) -> Proceeding | None:
    """One proceeding, locked until the transaction ends."""
    query = select(*COLUMNS).where(proceeding.c.id == proceeding_id)
    row = connection.execute(query.with_for_update()).one_or_none()
    return _proceeding(row) if row else None


def save(connection: Connection, one: Proceeding) -> None:
    """Writes what changed of a proceeding that the caller has locked."""
    changed = ("state", "due_at", "result", "reason", "ended_at", "ended_by_name")
    values = {name: getattr(one, name) for name in changed}
    connection.execute(update(proceeding).where(proceeding.c.id == one.id).values(**values))


def listed(connection: Connection, limit: int) -> list[Proceeding]:
    """Those that run, the first to be decided first, then those that ended, the latest first."""
    order = (
        proceeding.c.ended_at.desc().nulls_first(),
        proceeding.c.due_at.asc().nulls_last(),
        proceeding.c.id,
    )
    rows = connection.execute(select(*COLUMNS).order_by(*order).limit(limit))
    return [_proceeding(row) for row in rows]


def _proceeding(row: Row[Any]) -> Proceeding:
    values = {name: getattr(row, name) for name in Proceeding.__dataclass_fields__}
    read = {"kind": Kind(row.kind), "result": Result(row.result) if row.result else None}
    return Proceeding(**{**values, **read})
