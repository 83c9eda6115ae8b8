"""Letters by e-mail: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from tutela.redress.statements.model import Mail, MailState
from tutela.redress.statements.store_erasing import stays
from tutela.redress.statements.store_reading import confirmed
from tutela.redress.statements.store_subject import ACCOUNT, joined
from tutela.redress.statements.store_withholding import holds
from tutela.redress.statements.tables import statement, statement_mail, withholding

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Row

_COLUMNS = [statement_mail.c[name] for name in Mail.__dataclass_fields__]
LOST = statement_mail.c.state.in_([MailState.FAILED.value, MailState.BOUNCED.value])
_ONE_SENDER = 0x6C65_7474  # advisory lock


def alone(connection: Connection) -> bool:
    """Whether no other run sends letters now; none begins while this connection lives."""
    return bool(
        connection.execute(select(func.pg_try_advisory_xact_lock(_ONE_SENDER))).scalar_one()
    )


def add(connection: Connection, one: Mail) -> None:
    connection.execute(insert(statement_mail).values(_values(one)))


def save(connection: Connection, one: Mail) -> None:
    """Writes what changed of a letter that the caller has locked."""
    changed = update(statement_mail).where(statement_mail.c.id == one.id)
    connection.execute(changed.values(_values(one)))


def find(connection: Connection, mail_id: UUID) -> Mail | None:
    """One letter, locked until the transaction ends."""
    return _locked(connection, statement_mail.c.id == mail_id)


def by_digests(connection: Connection, digests: list[bytes]) -> Mail | None:
    """The letter that one of these codes names, locked until the transaction ends."""
    return _locked(connection, statement_mail.c.digest.in_(digests))


def due(connection: Connection, now: datetime) -> Mail | None:
    """The letter that waits longest, locked; none that is held back now."""
    still = select(withholding.c.id).where(
        withholding.c.ended_at.is_(None),
        holds(statement.c.service_id, ACCOUNT, statement.c.case_id),
    )
    query = (
        joined(select(*_COLUMNS).join(statement, statement.c.id == statement_mail.c.statement_id))
        .where(
            statement_mail.c.state == MailState.WAITING.value,
            statement_mail.c.due_at <= now,
            ~still.exists(),
        )
        .order_by(statement_mail.c.due_at, statement_mail.c.id)
        .limit(1)
        .with_for_update(of=statement_mail, skip_locked=True)
    )
    return _one(connection.execute(query).one_or_none())


def lost(connection: Connection) -> tuple[int, datetime | None]:
    """How many letters did not arrive whose reader was not told otherwise, and since when."""
    query = (
        select(func.count(), func.min(statement_mail.c.finished_at))
        .join(statement, statement.c.id == statement_mail.c.statement_id)
        .where(LOST, ~confirmed(), statement.c.erased_at.is_(None))
    )
    row = connection.execute(query).one()
    return row[0], row[1]


def _locked(connection: Connection, meant: ColumnElement[bool]) -> Mail | None:
    """The first letter meant, after its statement: in the order in which that is erased."""
    row = connection.execute(
        select(statement_mail.c.id, statement_mail.c.statement_id).where(meant).limit(1)
    ).one_or_none()
    if row is None:
        return None
    stays(connection, row.statement_id)
    query = select(*_COLUMNS).where(statement_mail.c.id == row.id).with_for_update()
    return _one(connection.execute(query).one_or_none())


def _values(one: Mail) -> dict[str, Any]:
    values = {column.name: getattr(one, column.name) for column in _COLUMNS}
    return {**values, "state": one.state.value}


def _one(row: Row[Any] | None) -> Mail | None:
    if row is None:
        return None
    return Mail(**{**row._mapping, "state": MailState(row.state)})  # noqa: SLF001
