"""Received reports and what belongs to them: their SQL. The search: `store_search`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, delete, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.receiving.machine import State
from tutela.receiving.model import Lack, ReceivedLine
from tutela.receiving.tables import (
    received_code,
    received_item,
    received_report,
    received_signal,
    received_step,
    serving_authority,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Row

# No text says more than "expeditiously" (Article 48(1)); these are ours, and only ring a bell.
URGENT: Final = timedelta(hours=1)
LONGEST_UNTOUCHED: Final = timedelta(hours=24)
_LINE = [received_report.c[name] for name in ReceivedLine.__dataclass_fields__]
_WHOLE = [*_LINE, received_report.c.wrapped_key, received_report.c.content]


@dataclass(frozen=True, slots=True)
class Stored:
    """A received report's row, with its wrapped key and sealed content."""

    line: ReceivedLine
    wrapped_key: str | None = field(repr=False)
    content: bytes | None = field(repr=False)


def add(connection: Connection, rows: Sequence[Mapping[str, object]]) -> set[UUID]:
    """Writes reports; the ids of those whose sender had not sent them before, and whose number is
    no other's.
    """
    ids = [one["id"] for one in rows]
    query = select(received_report.c.id).where(received_report.c.id.in_(ids))
    connection.execute(
        upsert(received_report).on_conflict_do_nothing(), [dict(one) for one in rows]
    )
    return set(connection.execute(query).scalars())


def add_items(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    if rows:
        connection.execute(insert(received_item), [dict(one) for one in rows])


def add_signals(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    if rows:
        connection.execute(insert(received_signal), [dict(one) for one in rows])


def add_step(connection: Connection, **values: object) -> None:
    connection.execute(insert(received_step).values(**values))


def find(connection: Connection, report_id: UUID, *, locked: bool = False) -> Stored | None:
    """One report; `locked` until the transaction ends."""
    query = select(*_WHOLE).where(received_report.c.id == report_id)
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    return Stored(_line(row), row.wrapped_key, row.content) if row else None


def by_reference(connection: Connection, peer_id: UUID, reference: str) -> UUID | None:
    """The report that a node calls so."""
    query = select(received_report.c.id).where(
        received_report.c.peer_id == peer_id, received_report.c.reference == reference
    )
    return connection.execute(query).scalar_one_or_none()


def numbers(connection: Connection, peer_id: UUID, references: Sequence[str]) -> dict[str, str]:
    """The numbers of the reports that a node calls so."""
    query = select(received_report.c.reference, received_report.c.number).where(
        received_report.c.peer_id == peer_id, received_report.c.reference.in_(list(references))
    )
    return {row.reference: row.number for row in connection.execute(query)}


def by_number(connection: Connection, number: str) -> UUID | None:
    query = select(received_report.c.id).where(received_report.c.number == number)
    return connection.execute(query).scalar_one_or_none()


def save(connection: Connection, report_id: UUID, **values: object) -> None:
    connection.execute(
        update(received_report).where(received_report.c.id == report_id).values(**values)
    )


def lines(connection: Connection, *, over: bool, limit: int) -> list[ReceivedLine]:
    """Reports to be worked on, or those that are over: urgent first, then what is due first."""
    ended = received_report.c.ended_at
    query = (
        select(*_LINE)
        .where(ended.is_not(None) if over else ended.is_(None))
        .order_by(
            received_report.c.urgent.desc(),
            received_report.c.due_at.asc().nulls_last(),
            received_report.c.received_at,
            received_report.c.id,
        )
        .limit(limit)
    )
    return [_line(row) for row in connection.execute(query)]


def items(connection: Connection, report_id: UUID) -> list[Row[Any]]:
    query = select(received_item).where(received_item.c.report_id == report_id)
    return list(connection.execute(query.order_by(received_item.c.item_id)))


def save_item(connection: Connection, report_id: UUID, item_id: UUID, **values: object) -> None:
    statement = update(received_item).where(
        received_item.c.report_id == report_id, received_item.c.item_id == item_id
    )
    connection.execute(statement.values(**values))


def steps(connection: Connection, report_id: UUID) -> list[Row[Any]]:
    query = select(received_step).where(received_step.c.report_id == report_id)
    return list(connection.execute(query.order_by(received_step.c.at, received_step.c.id)))


def was_done(connection: Connection, report_id: UUID, event: str) -> bool:
    """Whether that was done with a report before."""
    query = select(received_step.c.id).where(
        received_step.c.report_id == report_id, received_step.c.event == event
    )
    return connection.execute(query.limit(1)).one_or_none() is not None


def serve(connection: Connection, **values: object) -> None:
    """Writes which authority serves a country, in the place of an earlier one."""
    made = upsert(serving_authority).values(**values)
    changed = {name: made.excluded[name] for name in ("peer_id", "set_by_name", "set_at")}
    connection.execute(made.on_conflict_do_update(index_elements=["country"], set_=changed))


def serving(connection: Connection) -> list[Row[Any]]:
    query = select(serving_authority).order_by(serving_authority.c.country)
    return list(connection.execute(query))


def server_of(connection: Connection, country: str) -> UUID | None:
    query = select(serving_authority.c.peer_id).where(serving_authority.c.country == country)
    return connection.execute(query).scalar_one_or_none()


def add_code(connection: Connection, **values: object) -> None:
    connection.execute(insert(received_code).values(**values))


def usable_code(
    connection: Connection, digest: bytes, now: datetime, *, locked: bool = False
) -> Row[Any] | None:
    """The code with that digest, if it was not used and is not over."""
    query = select(received_code).where(
        received_code.c.digest == digest,
        received_code.c.used_at.is_(None),
        received_code.c.until > now,
    )
    row: Row[Any] | None = connection.execute(
        query.with_for_update() if locked else query
    ).one_or_none()
    return row


def use_code(connection: Connection, code_id: UUID, now: datetime) -> None:
    connection.execute(
        update(received_code).where(received_code.c.id == code_id).values(used_at=now)
    )


def waiting(connection: Connection, now: datetime) -> list[datetime]:
    """Since when reports wait too long: for triage, to be brought to Europol, to be assessed."""
    one = received_report.c
    untouched = one.state.in_([State.SUBMITTED.value, State.TRIAGE.value])
    since = func.coalesce(one.due_at, one.received_at)
    late = or_(
        and_(untouched, one.urgent, one.received_at < now - URGENT),
        and_(untouched, one.received_at < now - LONGEST_UNTOUCHED),
        and_(
            one.state == State.EUROPOL.value,
            one.handed_at.is_(None),
            one.received_at < now - LONGEST_UNTOUCHED,
        ),
        one.due_at < now,
    )
    return list(connection.execute(select(since).where(one.ended_at.is_(None), late)).scalars())


def due_for_erasure(connection: Connection, now: datetime, limit: int) -> list[UUID]:
    """Reports whose time is over; locked, and not those somebody works on."""
    query = (
        select(received_report.c.id)
        .where(received_report.c.erase_at <= now, received_report.c.erased_at.is_(None))
        .order_by(received_report.c.erase_at, received_report.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(connection.execute(query).scalars())


def erase(connection: Connection, report_id: UUID, now: datetime) -> None:
    """Erases what a report says: its key, its content, its fingerprints, all words about it, and
    of whom its outcome was asked.
    """
    save(connection, report_id, wrapped_key=None, content=None, erased_at=now)
    mine = received_signal.c.report_id == report_id
    connection.execute(delete(received_signal).where(mine))
    said = update(received_item).where(received_item.c.report_id == report_id)
    connection.execute(said.values(reason=None))
    done = update(received_step).where(received_step.c.report_id == report_id)
    connection.execute(done.values(words=None))
    asked = update(received_code).where(received_code.c.report_id == report_id)
    connection.execute(asked.values(for_whom=""))


def _line(row: Row[Any]) -> ReceivedLine:
    values = {name: getattr(row, name) for name in ReceivedLine.__dataclass_fields__}
    return ReceivedLine(
        **values
        | {
            "state": State(row.state),
            "countries": tuple(row.countries),
            "lacks": tuple(Lack(one) for one in row.lacks),
        }
    )
