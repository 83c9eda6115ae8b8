"""Attempts, their files, exchanges and documents: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.reporting.records import (
    Attempt,
    AttemptState,
    DocumentRow,
    Exchange,
    FileRow,
    FileState,
)
from tutela.reporting.tables import (
    recipient_schema,
    report,
    report_attempt,
    report_document,
    report_exchange,
    report_file,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Row

_ATTEMPT = [report_attempt.c[name] for name in Attempt.__dataclass_fields__]
_FILE = [report_file.c[name] for name in FileRow.__dataclass_fields__]
_EXCHANGE = [report_exchange.c[name] for name in Exchange.__dataclass_fields__]


def attempts(connection: Connection, report_id: UUID) -> list[Attempt]:
    """Every attempt of a report, oldest first."""
    rows = connection.execute(
        select(*_ATTEMPT)
        .where(report_attempt.c.report_id == report_id)
        .order_by(report_attempt.c.number)
    )
    return [_attempt(row) for row in rows]


def live_attempt(
    connection: Connection, report_id: UUID, *, locked: bool = False
) -> Attempt | None:
    """The attempt that is not over, if there is one."""
    query = select(*_ATTEMPT).where(
        report_attempt.c.report_id == report_id, report_attempt.c.ended_at.is_(None)
    )
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    return _attempt(row) if row else None


def live_attempts(connection: Connection, report_ids: Collection[UUID]) -> dict[UUID, Attempt]:
    """The live attempts of these reports."""
    rows = connection.execute(
        select(*_ATTEMPT).where(
            report_attempt.c.report_id.in_(report_ids), report_attempt.c.ended_at.is_(None)
        )
    )
    return {row.report_id: _attempt(row) for row in rows}


def add_attempt(
    connection: Connection, attempt_id: UUID, report_id: UUID, service_id: str, now: datetime
) -> None:
    """Writes the next attempt of a report; the index refuses a second live one."""
    number = (
        select(func.coalesce(func.max(report_attempt.c.number), 0) + 1)
        .where(report_attempt.c.report_id == report_id)
        .scalar_subquery()
    )
    connection.execute(
        insert(report_attempt).values(
            id=attempt_id,
            report_id=report_id,
            service_id=service_id,
            number=number,
            state=AttemptState.SUBMITTING.value,
            started_at=now,
        )
    )


def knows(connection: Connection, recipient_id: UUID, remote_id: str) -> bool:
    """Whether an attempt of any report to a recipient has this number."""
    query = (
        select(report_attempt.c.id)
        .join(report, report.c.id == report_attempt.c.report_id)
        .where(report.c.recipient_id == recipient_id, report_attempt.c.remote_id == remote_id)
    )
    return connection.execute(query.limit(1)).first() is not None


def save_attempt(connection: Connection, attempt_id: UUID, **values: object) -> None:
    connection.execute(
        update(report_attempt).where(report_attempt.c.id == attempt_id).values(**values)
    )


def unnamed(connection: Connection, since: datetime) -> int:
    """How many nameless openings may lie at recipients, by their life."""
    query = select(func.count()).where(
        report_attempt.c.state == AttemptState.UNNAMED.value, report_attempt.c.started_at >= since
    )
    return connection.execute(query).scalar_one()


def files(connection: Connection, attempt_id: UUID) -> list[FileRow]:
    """The files of an attempt in the order they were asked for."""
    rows = connection.execute(
        select(*_FILE)
        .where(report_file.c.attempt_id == attempt_id)
        .order_by(report_file.c.intended_at, report_file.c.id)
    )
    return [
        FileRow(**{**row._mapping, "state": FileState(row.state)})  # noqa: SLF001
        for row in rows
    ]


def add_file(connection: Connection, row: FileRow, service_id: str, now: datetime) -> None:
    values = {column.name: getattr(row, column.name) for column in _FILE}
    connection.execute(
        insert(report_file).values(
            **{**values, "state": row.state.value}, service_id=service_id, intended_at=now
        )
    )


def drop_file(connection: Connection, file_id: UUID) -> None:
    connection.execute(report_file.delete().where(report_file.c.id == file_id))


def save_file(connection: Connection, file_id: UUID, **values: object) -> None:
    connection.execute(update(report_file).where(report_file.c.id == file_id).values(**values))


def add_exchange(connection: Connection, values: dict[str, object]) -> None:
    connection.execute(insert(report_exchange).values(**values))


def save_exchange(connection: Connection, exchange_id: UUID, **values: object) -> None:
    connection.execute(
        update(report_exchange).where(report_exchange.c.id == exchange_id).values(**values)
    )


def count_exchanges(connection: Connection, attempt_id: UUID, step: str) -> int:
    query = select(func.count()).where(
        report_exchange.c.attempt_id == attempt_id, report_exchange.c.step == step
    )
    return connection.execute(query).scalar_one()


def exchanges(connection: Connection, report_id: UUID) -> list[Exchange]:
    """Every request to the recipient of a report, oldest first; what was said stays sealed."""
    rows = connection.execute(
        select(*_EXCHANGE)
        .where(report_exchange.c.report_id == report_id)
        .order_by(report_exchange.c.asked_at, report_exchange.c.id)
    )
    return [Exchange(**row._mapping) for row in rows]  # noqa: SLF001


def put_document(connection: Connection, values: dict[str, object]) -> None:
    """Writes a document of a report, in the place of an earlier one of that name."""
    changing = {
        name: value for name, value in values.items() if name not in {"id", "report_id", "name"}
    }
    connection.execute(
        upsert(report_document)
        .values(**values)
        .on_conflict_do_update(index_elements=["report_id", "name"], set_=changing)
    )


def drop_documents(connection: Connection, report_id: UUID) -> None:
    connection.execute(report_document.delete().where(report_document.c.report_id == report_id))


def documents(connection: Connection, report_id: UUID) -> list[DocumentRow]:
    """The stored documents of a report, by name."""
    rows = connection.execute(
        select(report_document)
        .where(report_document.c.report_id == report_id)
        .order_by(report_document.c.name)
    )
    return [
        DocumentRow(
            row.name, row.media_type, row.size, row.sha256, row.made_at, row.sealed is not None
        )
        for row in rows
    ]


def sealed_document(connection: Connection, report_id: UUID, name: str) -> bytes | None:
    return connection.execute(
        select(report_document.c.sealed).where(
            report_document.c.report_id == report_id, report_document.c.name == name
        )
    ).scalar_one_or_none()


def schema(connection: Connection, recipient_id: UUID) -> tuple[bytes, datetime] | None:
    """The recipient's schema as last fetched, and when."""
    row = connection.execute(
        select(recipient_schema.c.body, recipient_schema.c.fetched_at).where(
            recipient_schema.c.recipient_id == recipient_id
        )
    ).one_or_none()
    return (row.body, row.fetched_at) if row else None


def date_schema(connection: Connection, recipient_id: UUID, fetched_at: datetime) -> None:
    connection.execute(
        update(recipient_schema)
        .where(recipient_schema.c.recipient_id == recipient_id)
        .values(fetched_at=fetched_at)
    )


def put_schema(connection: Connection, values: dict[str, object]) -> None:
    changing = {name: value for name, value in values.items() if name != "recipient_id"}
    connection.execute(
        upsert(recipient_schema)
        .values(**values)
        .on_conflict_do_update(index_elements=["recipient_id"], set_=changing)
    )


def _attempt(row: Row[tuple[object, ...]]) -> Attempt:
    return Attempt(**{**row._mapping, "state": AttemptState(row.state)})  # noqa: SLF001
