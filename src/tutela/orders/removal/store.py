"""Removal orders and the keys of courts: their SQL."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.orders.removal.machine import OVER, RemovalState
from tutela.orders.removal.model import CourtKey, CourtState, RemovalLine
from tutela.orders.removal.tables import court_key, removal_order
from tutela.platform.database.tables import NODE_SERVICE

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Row

_LINE = [removal_order.c[name] for name in RemovalLine.__dataclass_fields__]
_COURT = [court_key.c[name] for name in CourtKey.__dataclass_fields__]


@dataclass(frozen=True, slots=True)
class Stored:
    """A removal order's row, with its wrapped key and sealed content."""

    line: RemovalLine
    service_id: str
    wrapped_key: str | None = field(repr=False)
    content: bytes | None = field(repr=False)


_MORE = [removal_order.c[name] for name in ("service_id", "wrapped_key", "content")]


def add(connection: Connection, **values: object) -> bool:
    """Writes an order; False if one of that id is here already."""
    made = connection.execute(
        upsert(removal_order)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["id"])
        .returning(removal_order.c.id)
    )
    return made.one_or_none() is not None


def save(connection: Connection, order_id: UUID, /, **values: object) -> None:
    statement = update(removal_order).where(removal_order.c.id == order_id)
    connection.execute(statement.values(**values))


def is_known(connection: Connection, order_id: UUID) -> bool:
    query = select(removal_order.c.id).where(removal_order.c.id == order_id)
    return connection.execute(query).one_or_none() is not None


def find(connection: Connection, order_id: UUID, *, locked: bool = False) -> Stored | None:
    """One order; `locked` until the transaction ends."""
    query = select(*_LINE, *_MORE).where(removal_order.c.id == order_id)
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    return _stored(row) if row else None


def of_order(connection: Connection, order_id: UUID) -> UUID | None:
    """The removal order for which the provider carries out that order, if it is for one."""
    query = select(removal_order.c.id).where(removal_order.c.order_id == order_id)
    return connection.execute(query).scalar_one_or_none()


def lines(connection: Connection, *, over: bool, limit: int) -> list[RemovalLine]:
    """The orders that are over or erased, or the others: the first due first, then the newest."""
    over_ = removal_order.c.state.in_([one.value for one in OVER])
    ended = over_ | removal_order.c.erased_at.is_not(None)
    query = (
        select(*_LINE)
        .where(ended if over else ~ended)
        .order_by(removal_order.c.due_at.asc().nulls_last(), removal_order.c.made_at.desc())
        .limit(limit)
    )
    return [_line(row) for row in connection.execute(query)]


def run_out(connection: Connection, now: datetime) -> list[UUID]:
    """Orders whose time is over, and that are not marked so yet."""
    query = select(removal_order.c.id).where(
        removal_order.c.state == RemovalState.RECEIVED.value,
        removal_order.c.due_at < now,
        removal_order.c.erased_at.is_(None),
    )
    return list(connection.execute(query.order_by(removal_order.c.due_at)).scalars())


def overdue(connection: Connection, now: datetime) -> list[datetime]:
    """Since when orders are overdue that others carry out, by this node's own clock."""
    query = select(removal_order.c.due_at).where(
        removal_order.c.due_at < now,
        removal_order.c.order_id.is_(None),
        removal_order.c.erased_at.is_(None),
    )
    return list(connection.execute(query).scalars())


def due_for_erasure(connection: Connection, now: datetime, limit: int) -> list[tuple[UUID, str]]:
    """Orders whose time of keeping is over, with their services; locked."""
    query = (
        select(removal_order.c.id, removal_order.c.service_id)
        .where(removal_order.c.erase_at <= now, removal_order.c.erased_at.is_(None))
        .order_by(removal_order.c.erase_at, removal_order.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [(row.id, row.service_id) for row in connection.execute(query)]


def erase(connection: Connection, order_id: UUID, now: datetime) -> None:
    save(connection, order_id, wrapped_key=None, content=None, erased_at=now)


def add_court(connection: Connection, one: CourtKey) -> bool:
    """Writes the key of a court; False if that key is here already."""
    values = {name: getattr(one, name) for name in CourtKey.__dataclass_fields__}
    made = connection.execute(
        upsert(court_key)
        .values(service_id=NODE_SERVICE, **values | {"state": one.state.value})
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(court_key.c.id)
    )
    return made.one_or_none() is not None


def save_court(connection: Connection, court_id: UUID, **values: object) -> None:
    connection.execute(update(court_key).where(court_key.c.id == court_id).values(**values))


def court(connection: Connection, court_id: UUID, *, locked: bool = False) -> CourtKey | None:
    query = select(*_COURT).where(court_key.c.id == court_id)
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    return _court(row) if row else None


def court_of(connection: Connection, key: bytes) -> CourtKey | None:
    """The court of that key, however it stands."""
    row = connection.execute(select(*_COURT).where(court_key.c.key == key)).one_or_none()
    return _court(row) if row else None


def courts(connection: Connection) -> list[CourtKey]:
    """Every key of a court there ever was, by name."""
    query = select(*_COURT).order_by(court_key.c.name, court_key.c.added_at)
    return [_court(row) for row in connection.execute(query)]


def compared(connection: Connection) -> dict[bytes, str]:
    """The keys in force, with the names of their courts; none is ended while this lasts."""
    query = select(court_key.c.key, court_key.c.name).where(
        court_key.c.state == CourtState.COMPARED.value
    )
    return {
        bytes(row.key): row.name for row in connection.execute(query.with_for_update(read=True))
    }


def _line(row: Row[Any]) -> RemovalLine:
    values = {name: getattr(row, name) for name in RemovalLine.__dataclass_fields__}
    return RemovalLine(**values | {"state": RemovalState(row.state)})


def _stored(row: Row[Any]) -> Stored:
    return Stored(_line(row), row.service_id, row.wrapped_key, row.content)


def _court(row: Row[Any]) -> CourtKey:
    values = {name: getattr(row, name) for name in CourtKey.__dataclass_fields__}
    return CourtKey(**values | {"state": CourtState(row.state), "key": bytes(row.key)})
