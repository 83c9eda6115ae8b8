"""Assessments of threats: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.casework.tables import case, case_item, decision
from tutela.detection.tables import item
from tutela.law.model import Finding, SurfaceKind
from tutela.platform.services.tables import surface
from tutela.reporting.tables import threat_assessment as threat
from tutela.reporting.threats.machine import ThreatState
from tutela.reporting.threats.model import Assessment
from tutela.reporting.threats.urgency import Waiting

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Row, Select, Subquery

_NOT_COLUMNS = {"found_items", "later_items"}
_COLUMNS = [threat.c[name] for name in Assessment.__dataclass_fields__ if name not in _NOT_COLUMNS]
# Any crime that was found gives cause to ask whether life or safety is threatened: Article 18.
_CRIMES = (Finding.CONFIRMED.value, Finding.OTHER_ILLEGAL.value)
# When a decision came into force: with the second person's word, where there is one.
_SINCE = func.coalesce(decision.c.second_at, decision.c.decided_at)
# What still has to be done stands first; of what is done, the latest.
_ORDER = (
    threat.c.state != ThreatState.THREAT.value,
    threat.c.state != ThreatState.OPEN.value,
    threat.c.told_at.desc().nulls_first(),
    threat.c.opened_at,
    threat.c.id,
)


def add(
    connection: Connection, *, new_id: UUID, case_id: UUID, service_id: str, now: datetime
) -> bool:
    """Opens a case's assessment; False if it has one. Two callers at once open one."""
    values = {"id": new_id, "case_id": case_id, "service_id": service_id, "opened_at": now}
    made = connection.execute(
        upsert(threat)
        .values(**values, state=ThreatState.OPEN.value)
        .on_conflict_do_nothing(index_elements=["case_id"])
        .returning(threat.c.id)
    )
    return made.one_or_none() is not None


def lock(connection: Connection, case_id: UUID) -> Assessment | None:
    """The case's assessment, locked; its items are not counted."""
    query = select(*_COLUMNS).where(threat.c.case_id == case_id).with_for_update()
    row = connection.execute(query).one_or_none()
    return _assessment(row) if row else None


def save(connection: Connection, assessment_id: UUID, **values: object) -> None:
    connection.execute(update(threat).where(threat.c.id == assessment_id).values(**values))


def service_of(connection: Connection, case_id: UUID) -> str | None:
    """The service of a case; None if there is no such case."""
    return connection.execute(
        select(case.c.service_id).where(case.c.id == case_id)
    ).scalar_one_or_none()


def crime_on_hosting(connection: Connection, item_id: UUID) -> tuple[UUID, str, datetime] | None:
    """Case, service and instant of the finding, if it is a crime found on a hosting surface.

    What counts is the decision in force: the last final one.
    """
    row = connection.execute(
        _hosted(decision.c.finding, case_item.c.case_id, item.c.service_id, _SINCE.label("since"))
        .where(item.c.id == item_id)
        .order_by(_SINCE.desc(), decision.c.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None or row.finding not in _CRIMES:
        return None
    return row.case_id, row.service_id, row.since


def assessments(
    connection: Connection, state: ThreatState | None, case_id: UUID | None, limit: int
) -> list[Assessment]:
    """Assessments with their items: threats first, then what waits, then what is done."""
    items = _found_items()
    later = items.c.since > func.coalesce(threat.c.told_at, threat.c.assessed_at)
    query = (
        select(*_COLUMNS)
        .add_columns(func.count(items.c.item_id).label("found_items"))
        .add_columns(func.count(items.c.item_id).filter(later).label("later_items"))
        .outerjoin(items, items.c.case_id == threat.c.case_id)
        .group_by(threat.c.id)
        .order_by(*_ORDER)
        .limit(limit)
    )
    if state is not None:
        query = query.where(threat.c.state == state.value)
    if case_id is not None:
        query = query.where(threat.c.case_id == case_id)
    return [_assessment(row) for row in connection.execute(query)]


def waiting(connection: Connection, *, found_before: datetime, opened_before: datetime) -> Waiting:
    """How many threats were found, and how many assessments opened, before these instants."""
    untold = and_(threat.c.state == ThreatState.THREAT.value, threat.c.assessed_at < found_before)
    waits = and_(threat.c.state == ThreatState.OPEN.value, threat.c.opened_at < opened_before)
    row = connection.execute(
        select(
            func.count().filter(untold).label("untold"),
            func.count().filter(waits).label("unassessed"),
        ).select_from(threat)
    ).one()
    return Waiting(row.untold, row.unassessed)


def _hosted(*columns: ColumnElement[Any]) -> Select[Any]:
    """These columns of final decisions on items of hosting surfaces."""
    declared = (surface.c.service_id == item.c.service_id) & (surface.c.name == item.c.surface)
    return (
        select(*columns)
        .join_from(decision, item, item.c.id == decision.c.item_id)
        .join(case_item, case_item.c.item_id == item.c.id)
        .join(surface, declared)
        .where(decision.c.state == "final", surface.c.kind == SurfaceKind.HOSTING.value)
    )


def _found_items() -> Subquery:
    """Each hosting item found to be a crime, with its case, and since when that is found."""
    return (
        _hosted(decision.c.item_id, case_item.c.case_id, func.max(_SINCE).label("since"))
        .where(decision.c.finding.in_(_CRIMES), case_item.c.state == decision.c.finding)
        .group_by(decision.c.item_id, case_item.c.case_id)
        .subquery()
    )


def _assessment(row: Row[tuple[object, ...]]) -> Assessment:
    values = {
        **row._mapping,  # noqa: SLF001 - the public name of a row's values
        "state": ThreatState(row.state),
        "member_states": tuple(row.member_states),
    }
    return Assessment(**values)
