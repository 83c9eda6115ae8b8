"""Counting measures, of its own accord and after notices: its SQL, over statements of reasons.

The row is the sub-category, the scope what was done: held, removed, or kept from view.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, select

from tutela.observatory.categories import ABUSE, GROOMING, OTHER
from tutela.observatory.store_common import divided, how_many, within
from tutela.redress.notices.model import NoticeKind
from tutela.redress.statements.model import OF_CONTENT, Ground, Kind, Trigger
from tutela.redress.statements.tables import statement

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select, Subquery

    from tutela.observatory.model import Scope

_NOTICED = (Trigger.NOTICE, Trigger.TRUSTED_FLAGGER)
_OTHERS = (*_NOTICED, Trigger.ORDER)
OWN = tuple(one for one in Trigger if one not in _OTHERS)
AUTOMATED = tuple(one for one in OWN if one.automated)


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


def noticed(scope: Scope) -> Select[Any]:
    return divided(_measures(scope, _by(_NOTICED)), how_many())


def _on(ground: Ground) -> ColumnElement[bool]:
    return _fact("ground").in_([ground.value])


def _by(triggers: tuple[Trigger, ...]) -> ColumnElement[bool]:
    return _fact("trigger").in_([one.value for one in triggers])


def _fact(name: str) -> ColumnElement[str]:
    found: ColumnElement[str] = statement.c.facts[name].astext
    return found


def _closes() -> ColumnElement[bool]:
    return _fact("closes_account").in_(["true"])


def _row() -> ColumnElement[str]:
    """The sub-category: of what a notice was about, else of an item."""
    offence = func.coalesce(_fact("offence"), NoticeKind.MATERIAL.value)
    return case(
        (statement.c.kind == Kind.KEPT.value, OTHER),
        (offence == NoticeKind.MATERIAL.value, ABUSE),
        (offence == NoticeKind.SOLICITATION.value, GROOMING),
        else_=OTHER,
    )


def _measures(scope: Scope, *more: ColumnElement[bool]) -> Subquery:
    return (
        select(
            _row().label("row"),
            statement.c.kind.label("scope"),
        )
        .where(
            statement.c.service_id == scope.service_id,
            # Suspensions are counted where misuse is (`store_misuse`), never here as well.
            statement.c.kind.in_([one.value for one in OF_CONTENT]),
            within(statement.c.restricted_at, scope),
            *more,
        )
        .subquery()
    )
