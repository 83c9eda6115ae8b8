"""Reading the queue: a part of it in order, and how many cases are alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, func, literal_column, not_, select, text, tuple_

from tutela.casework.claims.machine import ClaimState
from tutela.casework.claims.store import unclaimed
from tutela.casework.only import Crowd, Only, Told, Who
from tutela.casework.priority import HoldStage
from tutela.casework.store_waits import WAITS
from tutela.casework.tables import case
from tutela.platform.services.tables import service

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from sqlalchemy import ColumnElement, Connection, Row, Select

    from tutela.casework.model import Mark

_UNSEEN = and_(case.c.pending > 0, case.c.to_look == 0)
# As the partial indexes have it: each part of the queue is read in order from one of them.
_TOLD = {
    Told.COMPLAINT: case.c.complained_at.is_not(None),
    Told.NOTICE: case.c.notices > literal_column("0"),
    Told.FLAG: case.c.flags > literal_column("0"),
}
_ESCALATED = case.c.claim_state.in_([ClaimState.ESCALATED.value, ClaimState.WITH_SENIOR.value])


def waiting(
    only: Only, *, person: str, now: datetime, after: Mark | None, limit: int
) -> Select[Any]:
    """Cases that wait for a person, the most urgent first; those behind the mark `after`."""
    where: list[ColumnElement[bool]] = [case.c.queue_at.is_not(None), *_chosen(only, person, now)]
    if after:
        where.append(tuple_(case.c.queue_at, case.c.id) > (after.at, after.id))
    return select(case).where(*where).order_by(case.c.queue_at, case.c.id).limit(limit)


def closed(connection: Connection, *, after: Mark | None, limit: int) -> list[Row[Any]]:
    """Closed cases, the latest first; those behind the mark `after`."""
    where: list[ColumnElement[bool]] = [case.c.closed_at.is_not(None)]
    if after:
        where.append(tuple_(case.c.closed_at, case.c.id) < (after.at, after.id))
    order = (case.c.closed_at.desc(), case.c.id.desc())
    return list(connection.execute(select(case).where(*where).order_by(*order).limit(limit)))


def crowds(
    connection: Connection, now: datetime, *, person: str | None = None
) -> tuple[Crowd, ...]:
    """All cases that wait, counted by all they can be chosen by; or those that `person` holds."""
    kinds = (
        case.c.service_id.label("service"),
        service.c.language,
        case.c.surfaces,
        case.c.severity,
        WAITS.label("pending"),
        _UNSEEN.label("unseen"),
        (case.c.unsure > 0).label("unsure"),
        (case.c.seconding > 0).label("seconding"),
        not_(unclaimed(now)).label("held"),
        _ESCALATED.label("escalated"),
        (case.c.hold_stage == HoldStage.OVERDUE.value).label("overdue"),
        case.c.restoration,
        *(_TOLD[told].label(told.value) for told in Told),
    )
    # By place: by a name PostgreSQL would understand the column that has it.
    places = [text(str(at)) for at in range(1, len(kinds) + 1)]
    query = (
        select(*kinds, func.count().label("cases"))
        .join_from(case, service, service.c.service_id == case.c.service_id)
        .where(case.c.queue_at.is_not(None))
    )
    if person is not None:
        query = query.where(turn(Who.MINE, person, now))
    rows = connection.execute(query.group_by(*places))
    return tuple(
        Crowd(**{**row._mapping, "surfaces": tuple(row.surfaces)})  # noqa: SLF001 - a public name
        for row in rows
    )


def _chosen(only: Only, person: str, now: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if only.service is not None:
        found.append(case.c.service_id == only.service)
    if only.language is not None:
        speaking = select(service.c.service_id).where(service.c.language == only.language)
        found.append(case.c.service_id.in_(speaking))
    if only.surface is not None:
        found.append(case.c.surfaces.contains([only.surface]))
    if only.grade is not None:
        span = only.grade.span
        found.append(case.c.severity.between(span.start, span.stop - 1))
    if only.look is not None:
        found.append(_UNSEEN)
    if only.told is not None:
        found.append(_TOLD[only.told])
    if only.who is not None:
        found.append(turn(only.who, person, now))
    return found


def turn(who: Who, person: str, now: datetime) -> ColumnElement[bool]:
    """Whether it is this turn; `person` is who MINE means."""
    match who:
        case Who.MINE:
            return and_(case.c.claimed_by == person, case.c.claimed_until > now)
        case Who.FREE:
            return and_(WAITS, unclaimed(now), ~_ESCALATED)
        case Who.ESCALATED:
            return _ESCALATED
        case Who.SECOND:
            return case.c.seconding > 0
        case Who.UNSURE:
            return case.c.unsure > 0
