"""Alarms about kept bytes: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.evidence.model import Damage, Problem
from tutela.evidence.tables import evidence_damage, evidence_object

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

_STANDS = evidence_damage.c.healed_at.is_(None)
# An erased object has nothing left to be damaged.
_LIVE = evidence_object.c.erased_at.is_(None)
_OF_LIVE = evidence_damage.join(
    evidence_object, evidence_object.c.id == evidence_damage.c.object_id
)


def add(
    connection: Connection, note_id: UUID, object_id: UUID, problem: Problem, now: datetime
) -> Damage | None:
    """Notes what is the matter with a live object; None if that is noted, or it was erased."""
    live = select(evidence_object.c.service_id).where(evidence_object.c.id == object_id, _LIVE)
    service_id = connection.execute(live).scalar_one_or_none()
    if service_id is None:
        return None
    made = connection.execute(
        upsert(evidence_damage)
        .values(
            id=note_id,
            service_id=service_id,
            object_id=object_id,
            problem=problem.value,
            found_at=now,
        )
        .on_conflict_do_nothing(index_elements=["object_id"], index_where=_STANDS)
        .returning(evidence_damage.c.id)
    ).one_or_none()
    return Damage(object_id, service_id, problem, now) if made else None


def heal(connection: Connection, object_id: UUID, now: datetime) -> str | None:
    """Ends the standing note about an object; its service, or None if there is no note."""
    return connection.execute(
        update(evidence_damage)
        .where(evidence_damage.c.object_id == object_id, _STANDS)
        .values(healed_at=now)
        .returning(evidence_damage.c.service_id)
    ).scalar_one_or_none()


def standing(connection: Connection) -> tuple[int, datetime | None]:
    """How many live objects are not whole, and when the first of them was found."""
    query = select(func.count().label("n"), func.min(evidence_damage.c.found_at).label("first"))
    row = connection.execute(query.select_from(_OF_LIVE).where(_STANDS, _LIVE)).one()
    return row.n, row.first


def damages(connection: Connection, limit: int) -> list[Damage]:
    """Live objects that are not whole, the latest found first."""
    query = (
        select(evidence_damage)
        .select_from(_OF_LIVE)
        .where(_STANDS, _LIVE)
        .order_by(evidence_damage.c.found_at.desc(), evidence_damage.c.id)
        .limit(limit)
    )
    return [
        Damage(row.object_id, row.service_id, Problem(row.problem), row.found_at)
        for row in connection.execute(query)
    ]
