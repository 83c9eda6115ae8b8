"""Counting notices: its SQL. The row is the sub-category, the scope whether a trusted flagger's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, select

from tutela.observatory.categories import ABUSE, GROOMING, OTHER
from tutela.observatory.store_common import divided, hours, how_many, median, sum_of, within
from tutela.redress.notices.model import NoticeKind, Outcome
from tutela.redress.notices.tables import notice

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select, Subquery

    from tutela.observatory.model import Scope

TRUSTED, OTHERS = "trusted flaggers", "others"
WAITING = "waiting"
_ROWS = {NoticeKind.MATERIAL: ABUSE, NoticeKind.SOLICITATION: GROOMING}


def received(scope: Scope) -> Select[Any]:
    return divided(_notices(scope), how_many())


def items(scope: Scope) -> Select[Any]:
    base = _notices(scope)
    return divided(base, sum_of(base.c["items"]))


def decided_after(scope: Scope) -> Select[Any]:
    base = _notices(scope)
    return divided(base, median(base.c.hours))


def by_law(scope: Scope) -> Select[Any]:
    return divided(_notices(scope, notice.c.outcome == Outcome.ACTED_LAW.value), how_many())


def by_terms(scope: Scope) -> Select[Any]:
    return divided(_notices(scope, notice.c.outcome == Outcome.ACTED_TERMS.value), how_many())


def outcomes(scope: Scope) -> Select[Any]:
    base = (
        select(func.coalesce(notice.c.outcome, WAITING).label("row"))
        .where(notice.c.service_id == scope.service_id, within(notice.c.received_at, scope))
        .subquery()
    )
    return divided(base, how_many())


def _notices(scope: Scope, *more: ColumnElement[bool]) -> Subquery:
    rows = {kind.value: row for kind, row in _ROWS.items()}
    return (
        select(
            case(rows, value=notice.c.kind, else_=OTHER).label("row"),
            case((notice.c.trusted, TRUSTED), else_=OTHERS).label("scope"),
            func.greatest(func.jsonb_array_length(notice.c.places), 1).label("items"),
            hours(notice.c.received_at, notice.c.decided_at).label("hours"),
        )
        .where(notice.c.service_id == scope.service_id, within(notice.c.received_at, scope), *more)
        .subquery()
    )
