"""What of casework waits too long: all its SQL. Counts, and since when the first has waited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Double, Interval, String, cast, exists, func, select

from tutela.casework.machine import ItemState
from tutela.casework.model import DecisionState
from tutela.casework.store_waits import WAITS
from tutela.casework.tables import case, case_item, decision, hold
from tutela.platform.audit.model import Event
from tutela.platform.audit.tables import audit_event

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from sqlalchemy import ColumnElement, Connection

    Found = tuple[int, datetime | None]

_OPENED = (Event.CASE_VIEW.value, Event.CLAIM_TAKE.value)


def holds_past(
    connection: Connection,
    now: datetime,
    *,
    part: float,
    until: float | None = None,
    unopened: bool = False,
) -> Found:
    """Holds that run and of whose clock this part is over, and no more than `until`.

    Not those of items whose age two people could not tell: there the clock ends the hold itself.
    `unopened`: only those whose case nobody viewed or claimed since the hold began.
    """
    reached = _reached(part)
    query = select(func.count(), func.min(reached)).where(
        hold.c.ended_at.is_(None), reached <= now, ~_lets_go()
    )
    if until is not None:
        query = query.where(_reached(until) > now)
    if unopened:
        query = query.where(~_opened())
    row = connection.execute(query).one()
    return row[0], row[1]


def proposals_before(connection: Connection, before: datetime) -> Found:
    """Decisions made before an instant that wait for a second person."""
    query = select(func.count(), func.min(decision.c.decided_at)).where(
        decision.c.state == DecisionState.PROPOSED.value, decision.c.decided_at <= before
    )
    row = connection.execute(query).one()
    return row[0], row[1]


def claims_expired(connection: Connection, now: datetime) -> Found:
    """Claims whose time ran out while something in the case still waits."""
    query = select(func.count(), func.min(case.c.claimed_until)).where(
        case.c.claimed_until <= now, WAITS
    )
    row = connection.execute(query).one()
    return row[0], row[1]


def _reached(part: float) -> ColumnElement[Any]:
    """When this part of a hold's clock is over."""
    clock = hold.c.due_at - hold.c.started_at
    return hold.c.started_at + clock.op("*", precedence=8, return_type=Interval())(
        cast(part, Double)
    )


def _lets_go() -> ColumnElement[bool]:
    return exists().where(
        case_item.c.item_id == hold.c.item_id,
        case_item.c.state == ItemState.AGE_AMBIGUOUS.value,
    )


def _opened() -> ColumnElement[bool]:
    return exists().where(
        audit_event.c.subject_kind == "case",
        audit_event.c.subject_id == cast(hold.c.case_id, String),
        audit_event.c.event.in_(_OPENED),
        audit_event.c.at >= hold.c.started_at,
    )
