"""Answers to orders for information: their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, func, insert, select, update

from tutela.orders.giving.model import GivingState
from tutela.orders.giving.tables import order_giving as giving

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Column, ColumnElement, Connection, Row

_UNTOLD = (giving.c.state == GivingState.GIVEN.value, giving.c.told_at.is_(None))


def add(connection: Connection, **values: object) -> None:
    connection.execute(insert(giving).values(**values))


def save(connection: Connection, giving_id: UUID, **values: object) -> None:
    connection.execute(update(giving).where(giving.c.id == giving_id).values(**values))


def of_order(connection: Connection, order_id: UUID) -> Sequence[Row[Any]]:
    """Every answer to an order, the first first. Whoever changes one has locked the order."""
    query = select(giving).where(giving.c.order_id == order_id)
    return connection.execute(query.order_by(giving.c.asked_at, giving.c.id)).all()


def mark_told(connection: Connection, order_id: UUID, now: datetime) -> None:
    """Says that whoever the answers that left are about is told by now."""
    query = update(giving).where(giving.c.order_id == order_id, *_UNTOLD)
    connection.execute(query.values(told_at=now))


def untold(order_id: Column[Any]) -> ColumnElement[bool]:
    """Whether an answer to an order left, and not everybody in it was told."""
    return exists().where(giving.c.order_id == order_id, *_UNTOLD)


def given(connection: Connection, service_id: str, since: datetime, until: datetime) -> int:
    """How many answers left in a time."""
    query = select(func.count()).where(
        giving.c.service_id == service_id,
        giving.c.state == GivingState.GIVEN.value,
        giving.c.given_at >= since,
        giving.c.given_at < until,
    )
    return connection.execute(query).scalar_one()


def erase(connection: Connection, order_id: UUID) -> None:
    """Forgets what was chosen and given under an order; its digest and its size stay."""
    values = {"sealed": None, "received_how": ""}
    connection.execute(update(giving).where(giving.c.order_id == order_id).values(**values))
