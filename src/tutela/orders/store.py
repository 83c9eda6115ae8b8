"""Orders and who issues them: their SQL. Targets, documents and letters: `store_parts`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.orders.giving import store as givings
from tutela.orders.machine import OrderState
from tutela.orders.model import Article, CameBy, Issuer, IssuerKind, OrderLine, Verified
from tutela.orders.tables import authority_order as order
from tutela.orders.tables import order_document, order_issuer, order_letter, order_target

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Row, Select

_JOINED = ("issuer_name", "member_state")
_LINE = [order.c[name] for name in OrderLine.__dataclass_fields__ if name not in _JOINED]
_CARRIED_OUT = (OrderState.EXECUTING, OrderState.EFFECTED, OrderState.REPORTED)
_ISSUER = [order_issuer.c[name] for name in Issuer.__dataclass_fields__]


@dataclass(frozen=True, slots=True)
class Stored:
    """An order's row, with its wrapped key and sealed content."""

    line: OrderLine
    issuer_id: UUID | None
    language: str
    scope: tuple[str, ...]
    category: str
    translated: bool
    issued_at: datetime | None
    registered_by_name: str | None
    executed_by_name: str | None
    same_as_id: UUID | None
    told_users_at: datetime | None
    erase_at: datetime | None
    erased_at: datetime | None
    wrapped_key: str | None = field(repr=False)
    content: bytes | None = field(repr=False)


_MORE = [order.c[name] for name in Stored.__dataclass_fields__ if name != "line"]


def add(connection: Connection, **values: object) -> bool:
    """Writes an order; False if the same came in before (`digest`)."""
    made = connection.execute(
        upsert(order)
        .values(**values)
        .on_conflict_do_nothing(
            index_elements=["service_id", "digest"], index_where=order.c.digest.is_not(None)
        )
        .returning(order.c.id)
    )
    return made.one_or_none() is not None


def by_digest(connection: Connection, service_id: str, digest: str) -> UUID | None:
    query = select(order.c.id).where(order.c.service_id == service_id, order.c.digest == digest)
    return connection.execute(query).scalar_one_or_none()


def by_reference(connection: Connection, issuer_id: UUID, reference: str) -> UUID | None:
    query = select(order.c.id).where(order.c.issuer_id == issuer_id, order.c.reference == reference)
    return connection.execute(query).scalar_one_or_none()


def find(connection: Connection, order_id: UUID, *, locked: bool = False) -> Stored | None:
    """One order; `locked` until the transaction ends."""
    query = _selected(*_LINE, *_MORE).where(order.c.id == order_id)
    if locked:
        query = query.with_for_update(of=order)
    row = connection.execute(query).one_or_none()
    return _stored(row) if row else None


def save(connection: Connection, order_id: UUID, **values: object) -> None:
    connection.execute(update(order).where(order.c.id == order_id).values(**values))


def lines(
    connection: Connection, states: Collection[OrderState], service_id: str | None, limit: int
) -> list[OrderLine]:
    """Orders in these states: what has a limit of its own first, then the oldest."""
    query = (
        _selected(*_LINE)
        .where(order.c.state.in_([one.value for one in states]))
        .order_by(order.c.due_at.asc().nulls_last(), order.c.received_at, order.c.id)
        .limit(limit)
    )
    if service_id is not None:
        query = query.where(order.c.service_id == service_id)
    return [_line(row) for row in connection.execute(query)]


def due_for_erasure(connection: Connection, now: datetime, limit: int) -> list[tuple[UUID, str]]:
    """Orders whose time is over, with their services; locked, and not those somebody works on."""
    query = (
        select(order.c.id, order.c.service_id)
        .where(order.c.erase_at <= now, order.c.erased_at.is_(None))
        .order_by(order.c.erase_at, order.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [(row.id, row.service_id) for row in connection.execute(query)]


def due_for_telling(connection: Connection, now: datetime) -> list[UUID]:
    """Orders whose users may be told now and were not: that they were carried out, or of an answer
    that left, even if the order was withdrawn since.
    """
    withheld = order.c.withheld_until
    carried_out = order.c.state.in_([one.value for one in _CARRIED_OUT])
    query = select(order.c.id).where(
        or_(
            and_(withheld <= now, order.c.told_users_at.is_(None), carried_out),
            and_(or_(withheld.is_(None), withheld <= now), givings.untold(order.c.id)),
        ),
        order.c.erased_at.is_(None),
    )
    return list(connection.execute(query.order_by(order.c.withheld_until)).scalars())


def erase(connection: Connection, order_id: UUID, now: datetime) -> None:
    """Erases what an order says: its key, its content, its documents, letters and answers."""
    save(connection, order_id, wrapped_key=None, content=None, erased_at=now)
    givings.erase(connection, order_id)
    for part in (order_document, order_letter):
        statement = update(part).where(part.c.order_id == order_id)
        connection.execute(statement.values(sealed=None))
    connection.execute(
        update(order_document).where(order_document.c.order_id == order_id).values(name="")
    )
    connection.execute(
        update(order_target).where(order_target.c.order_id == order_id).values(reason="")
    )


def issuers(connection: Connection, service_id: str | None) -> list[Issuer]:
    """The issuers of a service, or of all, by name."""
    query = select(*_ISSUER).order_by(order_issuer.c.service_id, order_issuer.c.name)
    if service_id is not None:
        query = query.where(order_issuer.c.service_id == service_id)
    return [_issuer(row) for row in connection.execute(query)]


def issuer(connection: Connection, issuer_id: UUID) -> Issuer:
    row = connection.execute(select(*_ISSUER).where(order_issuer.c.id == issuer_id)).one()
    return _issuer(row)


def issuer_named(
    connection: Connection, service_id: str, name: str, *, locked: bool = False
) -> Issuer | None:
    query = select(*_ISSUER).where(
        order_issuer.c.service_id == service_id, order_issuer.c.name == name
    )
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    return _issuer(row) if row else None


def add_issuer(connection: Connection, **values: object) -> bool:
    """Writes an issuer; False if there is one of that name."""
    made = connection.execute(
        upsert(order_issuer)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["service_id", "name"])
        .returning(order_issuer.c.id)
    )
    return made.one_or_none() is not None


def save_issuer(connection: Connection, issuer_id: UUID, **values: object) -> None:
    statement = update(order_issuer).where(order_issuer.c.id == issuer_id)
    connection.execute(statement.values(**values))


def drop_targets(connection: Connection, order_id: UUID) -> None:
    """Forgets the targets of an order that is registered anew."""
    connection.execute(delete(order_target).where(order_target.c.order_id == order_id))


def _selected(*columns: Any) -> Select[Any]:
    named = (order_issuer.c.name.label("issuer_name"), order_issuer.c.member_state)
    return (
        select(*columns)
        .add_columns(*named)
        .select_from(order)
        .outerjoin(order_issuer, order_issuer.c.id == order.c.issuer_id)
    )


def _line(row: Row[Any]) -> OrderLine:
    values = {name: getattr(row, name) for name in OrderLine.__dataclass_fields__}
    return OrderLine(
        **values
        | {
            "state": OrderState(row.state),
            "came_by": CameBy(row.came_by),
            "article": Article(row.article) if row.article else None,
            "issuer_name": row.issuer_name or "",
            "member_state": row.member_state or "",
        }
    )


def _stored(row: Row[Any]) -> Stored:
    values = {column.name: getattr(row, column.name) for column in _MORE}
    return Stored(line=_line(row), **values | {"scope": tuple(row.scope)})


def _issuer(row: Row[Any]) -> Issuer:
    kinds = {"kind": IssuerKind(row.kind), "verified": Verified(row.verified)}
    return Issuer(**{**row._mapping, **kinds})  # noqa: SLF001 - the public name of a row's values
