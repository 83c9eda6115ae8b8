"""Counting orders: its SQL. The row is the sub-category, the scope the Member State."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from tutela.observatory.categories import OTHER
from tutela.observatory.store_common import divided, hours, how_many, median, sum_of, within
from tutela.orders.model import Article
from tutela.orders.tables import authority_order as order
from tutela.orders.tables import order_issuer

if TYPE_CHECKING:
    from sqlalchemy import Select, Subquery

    from tutela.observatory.model import Scope

ACT = (Article.ACT, Article.NATIONAL)
INFORM = (Article.INFORMATION,)


def to_act(scope: Scope) -> Select[Any]:
    return divided(_orders(scope, ACT), how_many())


def items_to_act(scope: Scope) -> Select[Any]:
    base = _orders(scope, ACT)
    return divided(base, sum_of(base.c["items"]))


def told_of_act(scope: Scope) -> Select[Any]:
    base = _orders(scope, ACT)
    return divided(base, median(base.c.told))


def effect_of_act(scope: Scope) -> Select[Any]:
    base = _orders(scope, ACT)
    return divided(base, median(base.c.effect))


def to_inform(scope: Scope) -> Select[Any]:
    return divided(_orders(scope, INFORM), how_many())


def told_of_inform(scope: Scope) -> Select[Any]:
    base = _orders(scope, INFORM)
    return divided(base, median(base.c.told))


def effect_of_inform(scope: Scope) -> Select[Any]:
    base = _orders(scope, INFORM)
    return divided(base, median(base.c.effect))


def _orders(scope: Scope, articles: tuple[Article, ...]) -> Subquery:
    return (
        select(
            func.coalesce(func.nullif(order.c.category, ""), OTHER).label("row"),
            order_issuer.c.member_state.label("scope"),
            order.c["items"],
            hours(order.c.received_at, order.c.acknowledged_at).label("told"),
            hours(order.c.received_at, order.c.effected_at).label("effect"),
        )
        .join(order_issuer, order_issuer.c.id == order.c.issuer_id)
        .where(
            order.c.service_id == scope.service_id,
            order.c.article.in_([one.value for one in articles]),
            within(order.c.received_at, scope),
        )
        .subquery()
    )
