"""What holds back statements: all its SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, insert, or_, select, update

from tutela.casework.model import SubjectKind
from tutela.casework.tables import case
from tutela.redress.statements.model import Why, Withholding
from tutela.redress.statements.tables import withholding

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Column, ColumnElement, Connection, Row

_COLUMNS = [withholding.c[name] for name in Withholding.__dataclass_fields__]
_RUNS = withholding.c.ended_at.is_(None)


def subject(connection: Connection, case_id: UUID) -> tuple[str, str]:
    """The service of a case and the account it is about; empty where none is known."""
    query = select(case.c.service_id, case.c.subject_kind, case.c.subject_ref)
    row = connection.execute(query.where(case.c.id == case_id)).one()
    is_account = row.subject_kind == SubjectKind.ACCOUNT.value
    return row.service_id, row.subject_ref if is_account else ""


def add(connection: Connection, one: Withholding) -> None:
    connection.execute(insert(withholding).values(_values(one)))


def save(connection: Connection, one: Withholding) -> None:
    """Writes what became of a withholding that the caller has locked."""
    query = update(withholding).where(withholding.c.id == one.id)
    connection.execute(query.values(_values(one)))


def find(connection: Connection, withholding_id: UUID, *, locked: bool) -> Withholding | None:
    query = select(*_COLUMNS).where(withholding.c.id == withholding_id)
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    return _withholding(row) if row else None


def running(
    connection: Connection, service_id: str, account: str, case_id: UUID
) -> Withholding | None:
    """What holds back the statements to this account, or about this case, if anything does."""
    query = select(*_COLUMNS).where(_RUNS, holds(service_id, account, case_id)).limit(1)
    row = connection.execute(query).one_or_none()
    return _withholding(row) if row else None


def holds(
    service_id: Column[Any] | str,
    account: ColumnElement[Any] | str,
    case_id: Column[Any] | UUID,
) -> ColumnElement[bool]:
    """Whether a withholding is about this account or case."""
    mine = and_(withholding.c.account_ref == account, withholding.c.account_ref != "")
    return and_(withholding.c.service_id == service_id, or_(mine, withholding.c.case_id == case_id))


def of_case(connection: Connection, case_id: UUID) -> list[Withholding]:
    """What holds back the statements of a case now."""
    service_id, account = subject(connection, case_id)
    query = select(*_COLUMNS).where(_RUNS, holds(service_id, account, case_id))
    return [_withholding(row) for row in connection.execute(query.order_by(withholding.c.until))]


def all_running(connection: Connection, limit: int) -> list[Withholding]:
    """What holds back statements now, the first to end first."""
    query = select(*_COLUMNS).where(_RUNS).order_by(withholding.c.until, withholding.c.id)
    return [_withholding(row) for row in connection.execute(query.limit(limit))]


def due(connection: Connection, now: datetime) -> list[Withholding]:
    """Those whose time is over, locked; what somebody works on now is left for the next time."""
    query = (
        select(*_COLUMNS)
        .where(_RUNS, withholding.c.until <= now)
        .order_by(withholding.c.until, withholding.c.id)
        .limit(100)
        .with_for_update(skip_locked=True)
    )
    return [_withholding(row) for row in connection.execute(query)]


def placed_before(connection: Connection, moment: datetime) -> tuple[int, datetime | None]:
    """How many that run were placed before `moment`, and when the first of them was."""
    query = select(func.count(), func.min(withholding.c.placed_at))
    row = connection.execute(query.where(_RUNS, withholding.c.placed_at < moment)).one()
    return row[0], row[1]


def _values(one: Withholding) -> dict[str, Any]:
    values = {column.name: getattr(one, column.name) for column in _COLUMNS}
    return {**values, "why": one.why.value}


def _withholding(row: Row[Any]) -> Withholding:
    return Withholding(**{**row._mapping, "why": Why(row.why)})  # noqa: SLF001
