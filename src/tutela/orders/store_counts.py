"""Counting orders: its SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, extract, func, literal, select

from tutela.orders.machine import OrderState
from tutela.orders.model import Article, Counted
from tutela.orders.tables import authority_order as order
from tutela.orders.tables import order_issuer

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

TOTAL = "TOTAL"
_HOUR = 3600
_REFUSED = (OrderState.REFUSED.value, OrderState.ANSWERED.value)


def rows(
    connection: Connection, service_id: str, since: datetime, until: datetime
) -> tuple[Counted, ...]:
    """By kind, Member State and category."""
    by = (order.c.article, order_issuer.c.member_state, order.c.category)
    return _counted(connection, by, _within(service_id, since, until))


def totals(
    connection: Connection, service_id: str, since: datetime, until: datetime
) -> tuple[Counted, ...]:
    """By kind alone: a median of medians would be wrong."""
    by = (order.c.article, literal(TOTAL), literal(""))
    return _counted(connection, by, _within(service_id, since, until))


def dismissed(connection: Connection, service_id: str, since: datetime, until: datetime) -> int:
    query = select(func.count()).where(
        order.c.state == OrderState.DISMISSED.value,
        order.c.service_id == service_id,
        order.c.received_at >= since,
        order.c.received_at < until,
    )
    return connection.execute(query).scalar_one()


def _within(service_id: str, since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(
        order.c.service_id == service_id,
        order.c.article.is_not(None),
        order.c.received_at >= since,
        order.c.received_at < until,
    )


def _counted(
    connection: Connection, by: tuple[Any, ...], where: ColumnElement[bool]
) -> tuple[Counted, ...]:
    query = (
        select(
            by[0].label("article"),
            by[1].label("member_state"),
            by[2].label("category"),
            func.count().label("orders"),
            func.coalesce(func.sum(order.c["items"]), 0).label("items"),
            func.count(order.c.effected_at).label("effected"),
            func.count().filter(order.c.state.in_(_REFUSED)).label("refused"),
            _median(order.c.acknowledged_at).label("median_inform"),
            _median(order.c.effected_at).label("median_effect"),
        )
        .join(order_issuer, order_issuer.c.id == order.c.issuer_id)
        .where(where)
        .group_by(*(one for one in by if hasattr(one, "table")))
        .order_by(*(one for one in by if hasattr(one, "table")))
    )
    return tuple(
        Counted(**{**row._mapping, "article": Article(row.article)})  # noqa: SLF001
        for row in connection.execute(query)
    )


def _median(until: Any) -> Any:
    """Hours from the receipt, where the other instant is known."""
    hours = extract("epoch", until - order.c.received_at) / _HOUR
    return func.percentile_cont(0.5).within_group(hours).filter(until.is_not(None))
