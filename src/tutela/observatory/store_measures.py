"""Counting measures that the service took by itself: its SQL, over the statements of reasons.

The row is the sub-category, the scope what was done: held, removed, or kept from view.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import case, select

from tutela.observatory.categories import ABUSE, OTHER
from tutela.observatory.store_common import divided, how_many, within
from tutela.redress.statements.model import Ground, Kind, Trigger
from tutela.redress.statements.tables import statement

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select, Subquery

    from tutela.observatory.model import Scope

_OTHERS = (Trigger.NOTICE, Trigger.TRUSTED_FLAGGER, Trigger.ORDER)
OWN = tuple(one for one in Trigger if one not in _OTHERS)
AUTOMATED = tuple(one for one in OWN if one.automated)
RESTRICTIONS = tuple(one for one in Kind if one.restricts)


def illegal(scope: Scope) -> Select[Any]:
    return divided(_measures(scope, _on(Ground.ILLEGAL), _by(OWN)), how_many())


def illegal_automated(scope: Scope) -> Select[Any]:
    return divided(_measures(scope, _on(Ground.ILLEGAL), _by(AUTOMATED)), how_many())


def illegal_accounts(scope: Scope) -> Select[Any]:
    return divided(_measures(scope, _on(Ground.ILLEGAL), _by(OWN), _closes()), how_many())


def terms(scope: Scope) -> Select[Any]:
    return divided(_measures(scope, _on(Ground.TERMS), _by(OWN)), how_many())


def terms_automated(scope: Scope) -> Select[Any]:
    return divided(_measures(scope, _on(Ground.TERMS), _by(AUTOMATED)), how_many())


def terms_accounts(scope: Scope) -> Select[Any]:
    return divided(_measures(scope, _on(Ground.TERMS), _by(OWN), _closes()), how_many())


def _on(ground: Ground) -> ColumnElement[bool]:
    return _fact("ground").in_([ground.value])


def _by(triggers: tuple[Trigger, ...]) -> ColumnElement[bool]:
    return _fact("trigger").in_([one.value for one in triggers])


def _fact(name: str) -> ColumnElement[str]:
    found: ColumnElement[str] = statement.c.facts[name].astext
    return found


def _closes() -> ColumnElement[bool]:
    return _fact("closes_account").in_(["true"])


def _measures(scope: Scope, *more: ColumnElement[bool]) -> Subquery:
    return (
        select(
            case((statement.c.kind == Kind.KEPT.value, OTHER), else_=ABUSE).label("row"),
            statement.c.kind.label("scope"),
        )
        .where(
            statement.c.service_id == scope.service_id,
            statement.c.kind.in_([one.value for one in RESTRICTIONS]),
            within(statement.c.restricted_at, scope),
            *more,
        )
        .subquery()
    )
