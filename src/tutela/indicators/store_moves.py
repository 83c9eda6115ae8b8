"""Moving, withdrawing and announcing: their SQL. Callers hold the revision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, Uuid, and_, any_, delete, func, literal, null, or_, select, update

from tutela.indicators.machine import Command, causes_overridden_by, sources_of
from tutela.indicators.model import IndicatorState
from tutela.indicators.selectors import ByBatch, ByIds, ByReference
from tutela.indicators.tables import indicator, indicator_signal

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Column, ColumnElement, Connection

    from tutela.indicators.selectors import Selector
    from tutela.law.model import WithdrawalCause


def count(connection: Connection, *conditions: ColumnElement[bool]) -> int:
    """How many indicators fulfil all the conditions."""
    return connection.execute(
        select(func.count()).select_from(indicator).where(*conditions)
    ).scalar_one()


def chosen(bank_id: UUID, selector: Selector, source: str = "") -> ColumnElement[bool]:
    """The condition that picks what `selector` names in this bank and in no other, by what the
    leading source says; only where one source leads if it is given.
    """
    conditions = [indicator.c.bank_id == bank_id, _picked(bank_id, selector)]
    return and_(*conditions, *([_from(source)] if source else []))


def _picked(bank_id: UUID, selector: Selector) -> ColumnElement[bool]:
    if isinstance(selector, ByIds):
        return _among(indicator.c.id, selector.ids)
    if isinstance(selector, ByBatch):
        return indicator.c.batch_id == selector.batch_id
    if isinstance(selector, ByReference):
        known_as = indicator.c.reference == selector.reference
        return known_as if selector.source is None else known_as & _from(selector.source)
    carrying = select(indicator_signal.c.indicator_id).where(
        indicator_signal.c.bank_id == bank_id,
        indicator_signal.c.kind == selector.kind.value,
        indicator_signal.c.value == selector.value,
    )
    return indicator.c.id.in_(carrying)


def _from(source: str) -> ColumnElement[bool]:
    return indicator.c.source == source


def ids_of(connection: Connection, condition: ColumnElement[bool]) -> set[UUID]:
    return set(connection.execute(select(indicator.c.id).where(condition)).scalars())


def withdrawable(cause: WithdrawalCause) -> ColumnElement[bool]:
    """The condition of what a withdrawal for this cause moves."""
    earlier = [one.value for one in causes_overridden_by(cause)]
    return or_(_in_states(sources_of(Command.WITHDRAW)), indicator.c.cause.in_(earlier))


def take(connection: Connection, condition: ColumnElement[bool], limit: int) -> list[UUID]:
    """The ids of up to `limit` indicators that fulfil `condition`, locked in one order for all.

    Scans lock the indicators they were matched by in the order of their ids, too.
    """
    some = select(indicator.c.id).where(condition).limit(limit)
    rows = connection.execute(
        select(indicator.c.id)
        .where(indicator.c.id.in_(some))
        .order_by(indicator.c.id)
        .with_for_update()
    )
    return list(rows.scalars())


def change(connection: Connection, ids: Collection[UUID], values: Mapping[str, Any]) -> None:
    """Sets `values` on these indicators."""
    if ids:
        connection.execute(
            update(indicator).where(_among(indicator.c.id, ids)).values(dict(values))
        )


def withdraw(
    connection: Connection,
    ids: Collection[UUID],
    *,
    withdrawal_id: UUID,
    cause: WithdrawalCause,
    withdrawn_by: str,
    now: datetime,
    revision: int,
) -> None:
    """Makes these indicators withdrawn, and erases them if the cause says so.

    They carry `withdrawal_id` and wait to be announced.
    """
    kept_no_longer = {"reference": null(), "note": null()} if cause.erases else {}
    connection.execute(
        update(indicator)
        .where(_among(indicator.c.id, ids))
        .values(
            state=IndicatorState.WITHDRAWN.value,
            cause=cause.value,
            withdrawal_id=withdrawal_id,
            withdrawn_by=withdrawn_by,
            withdrawn_at=now,
            announced=False,
            revision=revision,
            **kept_no_longer,
        )
    )
    if cause.erases:
        theirs = _among(indicator_signal.c.indicator_id, ids)
        connection.execute(delete(indicator_signal).where(theirs))


def unannounced(connection: Connection, withdrawal_id: UUID, limit: int) -> list[UUID]:
    """Some indicators of a withdrawal that wait to be announced by nobody else, locked."""
    rows = connection.execute(
        select(indicator.c.id)
        .where(indicator.c.withdrawal_id == withdrawal_id, ~indicator.c.announced)
        .order_by(indicator.c.number)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(rows.scalars())


def mark_announced(connection: Connection, ids: Collection[UUID]) -> None:
    connection.execute(update(indicator).where(_among(indicator.c.id, ids)).values(announced=True))


def _among(column: Column[UUID], ids: Collection[UUID]) -> ColumnElement[bool]:
    # As one array: a statement takes at most 65,535 parameters.
    return column == any_(literal(list(ids), ARRAY(Uuid)))


def _in_states(states: Collection[IndicatorState]) -> ColumnElement[bool]:
    return indicator.c.state.in_([state.value for state in states])
