"""A hotline's cases and what belongs to them: their SQL. Messages to hosts: `store_mail`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.hotline.machine import State
from tutela.hotline.model import CaseLine
from tutela.hotline.tables import (
    hotline_case,
    hotline_item,
    hotline_origin,
    hotline_route,
    hotline_step,
)

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Row

_LINE = [hotline_case.c[name] for name in CaseLine.__dataclass_fields__]
_WHOLE = [*_LINE, hotline_case.c.wrapped_key, hotline_case.c.content]


@dataclass(frozen=True, slots=True)
class Stored:
    """A case's row, with its wrapped key and sealed content."""

    line: CaseLine
    wrapped_key: str | None = field(repr=False)
    content: bytes | None = field(repr=False)


def add(connection: Connection, **values: object) -> bool:
    """Writes a case; False if its address has one."""
    made = connection.execute(
        upsert(hotline_case)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["address"])
        .returning(hotline_case.c.id)
    )
    return made.one_or_none() is not None


def find(connection: Connection, case_id: UUID, *, locked: bool = False) -> Stored | None:
    """One case; `locked` until the transaction ends."""
    query = select(*_WHOLE).where(hotline_case.c.id == case_id)
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    return Stored(_line(row), row.wrapped_key, row.content) if row else None


def by_address(connection: Connection, address: str) -> UUID | None:
    query = select(hotline_case.c.id).where(hotline_case.c.address == address)
    return connection.execute(query).scalar_one_or_none()


def save(connection: Connection, case_id: UUID, **values: object) -> None:
    connection.execute(update(hotline_case).where(hotline_case.c.id == case_id).values(**values))


def fill_country(connection: Connection, case_id: UUID, country: str) -> None:
    """Writes where a case is hosted, unless somebody here knows."""
    unknown = (hotline_case.c.id == case_id) & (hotline_case.c.country == "")
    connection.execute(update(hotline_case).where(unknown).values(country=country))


def lines(connection: Connection, *, over: bool, limit: int) -> list[CaseLine]:
    """Cases to be worked on, or those that are over: urgent first, then what is due first."""
    ended = hotline_case.c.ended_at
    query = (
        select(*_LINE)
        .where(ended.is_not(None) if over else ended.is_(None))
        .order_by(
            hotline_case.c.urgent.desc(),
            hotline_case.c.due_at.asc().nulls_last(),
            hotline_case.c.opened_at,
            hotline_case.c.id,
        )
        .limit(limit)
    )
    return [_line(row) for row in connection.execute(query)]


def overdue(connection: Connection, now: datetime) -> list[datetime]:
    """Since when cases wait too long for a person; not those that the police have."""
    query = select(hotline_case.c.due_at).where(
        hotline_case.c.ended_at.is_(None),
        hotline_case.c.due_at < now,
        hotline_case.c.state != State.POLICE.value,
    )
    return list(connection.execute(query).scalars())


def silent(connection: Connection, now: datetime, limit: int) -> list[UUID]:
    """Cases of which the police's time is over, locked; not those somebody works on."""
    query = (
        select(hotline_case.c.id)
        .where(hotline_case.c.state == State.POLICE.value, hotline_case.c.due_at <= now)
        .order_by(hotline_case.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(connection.execute(query).scalars())


def add_item(connection: Connection, **values: object) -> None:
    connection.execute(insert(hotline_item).values(**values))


def items(connection: Connection, case_id: UUID) -> list[Row[Any]]:
    query = select(hotline_item).where(hotline_item.c.case_id == case_id)
    return list(connection.execute(query.order_by(hotline_item.c.assessed_at, hotline_item.c.id)))


def add_step(connection: Connection, **values: object) -> None:
    connection.execute(insert(hotline_step).values(**values))


def steps(connection: Connection, case_id: UUID) -> list[Row[Any]]:
    query = select(hotline_step).where(hotline_step.c.case_id == case_id)
    return list(connection.execute(query.order_by(hotline_step.c.at, hotline_step.c.id)))


def add_origin(connection: Connection, **values: object) -> bool:
    """Writes which hotline handed a case over; False where it did before."""
    made = connection.execute(
        upsert(hotline_origin)
        .values(**values)
        .on_conflict_do_nothing()
        .returning(hotline_origin.c.case_id)
    )
    return made.one_or_none() is not None


def origins(connection: Connection, case_id: UUID) -> list[Row[Any]]:
    """The hotlines that handed a case over, and what each calls it."""
    query = select(hotline_origin).where(hotline_origin.c.case_id == case_id)
    return list(connection.execute(query.order_by(hotline_origin.c.at)))


def route(connection: Connection, **values: object) -> None:
    """Writes which hotline serves a country, in the place of an earlier one."""
    made = upsert(hotline_route).values(**values)
    changed = {name: made.excluded[name] for name in ("peer_id", "set_by_name", "set_at")}
    connection.execute(made.on_conflict_do_update(index_elements=["country"], set_=changed))


def routes(connection: Connection) -> list[Row[Any]]:
    return list(connection.execute(select(hotline_route).order_by(hotline_route.c.country)))


def route_of(connection: Connection, country: str) -> UUID | None:
    query = select(hotline_route.c.peer_id).where(hotline_route.c.country == country)
    return connection.execute(query).scalar_one_or_none()


def due_for_erasure(connection: Connection, now: datetime, limit: int) -> list[UUID]:
    """Cases whose time is over; locked, and not those somebody works on."""
    query = (
        select(hotline_case.c.id)
        .where(hotline_case.c.erase_at <= now, hotline_case.c.erased_at.is_(None))
        .order_by(hotline_case.c.erase_at, hotline_case.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(connection.execute(query).scalars())


def erase(connection: Connection, case_id: UUID, now: datetime) -> None:
    """Erases what a case says: its key, its address, its content and all words about it."""
    save(
        connection, case_id, wrapped_key=None, content=None, address=None, due_at=None,
        erased_at=now,
    )  # fmt: skip
    connection.execute(
        update(hotline_item).where(hotline_item.c.case_id == case_id).values(details=None)
    )
    connection.execute(
        update(hotline_step).where(hotline_step.c.case_id == case_id).values(words=None)
    )
    connection.execute(delete(hotline_origin).where(hotline_origin.c.case_id == case_id))


def _line(row: Row[Any]) -> CaseLine:
    values = {name: getattr(row, name) for name in CaseLine.__dataclass_fields__}
    return CaseLine(**values | {"state": State(row.state)})
