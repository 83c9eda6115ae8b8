"""Closed papers in the database: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from tutela.observatory.editions import store_public
from tutela.observatory.editions.model import Edition, State
from tutela.observatory.editions.tables import paper_content, paper_edition
from tutela.observatory.model import Kind

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Row

    from tutela.observatory.model import Scope

_KEPT = tuple(Edition.__dataclass_fields__)


def take_turn(connection: Connection, service_id: str) -> None:
    """Lets nobody else close a paper of the service until the transaction ends."""
    key = func.hashtextextended(f"paper/{service_id}", 0)
    connection.execute(select(func.pg_advisory_xact_lock(key)))


def add(connection: Connection, one: Edition, data: bytes) -> None:
    """An edition with its archive."""
    content = {"id": one.content_id, "service_id": one.service_id, "data": data}
    connection.execute(insert(paper_content).values(content))
    connection.execute(insert(paper_edition).values({name: getattr(one, name) for name in _KEPT}))


def latest(connection: Connection, kind: Kind, scope: Scope) -> Edition | None:
    """The newest version of a paper, if it was ever closed."""
    found = _editions(connection, 1, *_of(kind, scope))
    return found[0] if found else None


def held(connection: Connection, edition_id: UUID) -> None:
    """Lets nobody erase an edition until the transaction ends."""
    query = select(paper_edition.c.id).where(paper_edition.c.id == edition_id)
    connection.execute(query.with_for_update())


def find(connection: Connection, edition_id: UUID) -> Edition | None:
    found = _editions(connection, 1, paper_edition.c.id == edition_id)
    return found[0] if found else None


def editions(connection: Connection, limit: int, service_id: str | None = None) -> list[Edition]:
    """The latest periods first, of each the newest version first."""
    wanted = () if service_id is None else (paper_edition.c.service_id == service_id,)
    return _editions(connection, limit, *wanted)


def content(connection: Connection, content_id: UUID) -> bytes | None:
    query = select(paper_content.c.data).where(paper_content.c.id == content_id)
    found: bytes | None = connection.execute(query).scalar_one_or_none()
    return found


def changed(connection: Connection) -> tuple[int, datetime | None]:
    """How many editions are not what was closed, and when the first of them was closed."""
    same = func.encode(func.sha256(paper_content.c.data), "hex") == paper_edition.c.sha256
    query = (
        select(func.count().label("editions"), func.min(paper_edition.c.closed_at).label("since"))
        .select_from(paper_edition)
        .join(paper_content, paper_content.c.id == paper_edition.c.content_id)
        .where(~same)
    )
    row = connection.execute(query).one()
    return row.editions, row.since


def due_to_erase(
    connection: Connection, now: datetime, limit: int
) -> list[tuple[UUID, str, State]]:
    """Editions whose years are over, locked."""
    table = paper_edition.c
    query = (
        select(table.id, table.service_id, table.state)
        .where(table.erased_at.is_(None), table.erase_at <= now)
        .order_by(table.erase_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [(row.id, row.service_id, State(row.state)) for row in connection.execute(query)]


def erase(connection: Connection, edition_id: UUID, state: State, now: datetime) -> None:
    """Takes an edition's content away, for good."""
    one = find(connection, edition_id)
    values = {"state": state.value, "content_id": None, "erased_at": now}
    connection.execute(update(paper_edition).where(paper_edition.c.id == edition_id).values(values))
    store_public.forget(connection, edition_id, now)
    if one is not None:
        connection.execute(delete(paper_content).where(paper_content.c.id == one.content_id))


def _of(kind: Kind, scope: Scope) -> tuple[ColumnElement[bool], ...]:
    return (
        paper_edition.c.service_id == scope.service_id,
        paper_edition.c.kind == kind.value,
        paper_edition.c.first == scope.period.first,
        paper_edition.c.last == scope.period.last,
    )


def _editions(connection: Connection, limit: int, *where: ColumnElement[bool]) -> list[Edition]:
    table = paper_edition.c
    order = (table.last.desc(), table.first.desc(), table.service_id, table.kind,
             table.version.desc())  # fmt: skip
    query = select(paper_edition).where(*where).order_by(*order).limit(limit)
    return [_edition(row) for row in connection.execute(query)]


def _edition(row: Row[Any]) -> Edition:
    values = {name: getattr(row, name) for name in _KEPT}
    return Edition(**{**values, "kind": Kind(row.kind), "state": State(row.state)})
