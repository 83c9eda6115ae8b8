"""Counting complaints and disputes: its SQL. The row is what came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Column, Date, DateTime, cast, func, select

from tutela.observatory.store_common import divided, hours, how_many, median, within
from tutela.redress.complaints.proceeding import Kind
from tutela.redress.complaints.tables import complaint, proceeding

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select, Subquery

    from tutela.observatory.model import Scope

WAITING: Final = "waiting"
_INSTANT: Final = DateTime(timezone=True)


def received(scope: Scope) -> Select[Any]:
    return divided(_complaints(scope), how_many())


def decided_after(scope: Scope) -> Select[Any]:
    base = _complaints(scope)
    return divided(base, median(base.c.hours))


def disputes(scope: Scope) -> Select[Any]:
    return divided(_disputes(scope), how_many())


def disputes_decided_after(scope: Scope) -> Select[Any]:
    base = _disputes(scope)
    return divided(base, median(base.c.hours))


def _complaints(scope: Scope) -> Subquery:
    return (
        select(
            func.coalesce(complaint.c.outcome, WAITING).label("row"),
            complaint.c.whose.label("scope"),
            hours(complaint.c.received_at, complaint.c.decided_at).label("hours"),
        )
        .where(complaint.c.service_id == scope.service_id, within(complaint.c.received_at, scope))
        .subquery()
    )


def _disputes(scope: Scope) -> Subquery:
    return (
        select(
            func.coalesce(proceeding.c.result, WAITING).label("row"),
            hours(cast(proceeding.c.begun_on, _INSTANT), proceeding.c.ended_at).label("hours"),
        )
        .where(
            proceeding.c.service_id == scope.service_id,
            proceeding.c.kind == Kind.DISPUTE.value,
            *_on_days(proceeding.c.begun_on, scope),
        )
        .subquery()
    )


def _on_days(column: Column[Any], scope: Scope) -> tuple[ColumnElement[bool], ...]:
    """Whether a day is one of the period's."""
    return column >= cast(scope.period.first, Date), column <= cast(scope.period.last, Date)
