"""What the queries of all figures have in common: their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import String, and_, cast, extract, func, literal, select

from tutela.observatory.model import TOTAL

if TYPE_CHECKING:
    from sqlalchemy import Column, ColumnElement, Connection, Select, Subquery

    from tutela.observatory.model import Key, Number, Scope

_HOUR = 3600


def divided(base: Subquery, value: ColumnElement[Any]) -> Select[Any]:
    """`value` over the rows of `base`: by its columns `row` and `scope`, by each alone, and over
    all, where the key is TOTAL. The last is there even if nothing was found.
    """
    keys = [base.c[name] for name in ("row", "scope") if name in base.c]
    return (
        select(_key(base, "row"), _key(base, "scope"), value.label("number"))
        .group_by(func.cube(*keys))
        .order_by("row", "scope")
    )


def within(column: Column[Any], scope: Scope) -> ColumnElement[bool]:
    """Whether an instant is in the period."""
    return and_(column >= scope.period.since, column < scope.period.before)


def how_many() -> ColumnElement[Any]:
    return func.count()


def sum_of(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(column), 0)


def median(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The median of what is known; NULL of nothing."""
    return func.percentile_cont(0.5).within_group(column)


def hours(since: Any, until: Any) -> ColumnElement[Any]:
    """Hours from one instant to another, if both are known."""
    return extract("epoch", until - since) / _HOUR


def run(connection: Connection, query: Select[Any], *, whole: bool) -> dict[Key, Number]:
    """The numbers that a query finds. `whole`: they are counts."""
    return {
        (row.row, row.scope): _number(row.number, whole=whole) for row in connection.execute(query)
    }


def _number(found: Any, *, whole: bool) -> Number:
    if found is None:
        return None
    return int(found) if whole else float(found)


def _key(base: Subquery, name: str) -> ColumnElement[Any]:
    if name not in base.c:
        return literal(TOTAL, String).label(name)
    return func.coalesce(cast(base.c[name], String), TOTAL).label(name)
