"""Legal holds: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, func, insert, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.evidence.model import HoldScope, LegalHold
from tutela.evidence.tables import evidence_object, legal_hold, legal_hold_object

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Row, Select

_STANDS = legal_hold.c.lifted_at.is_(None)
_ON = legal_hold_object.join(legal_hold, legal_hold.c.id == legal_hold_object.c.hold_id)
_STORED = [name for name in LegalHold.__dataclass_fields__ if name != "objects"]


def take_turns(connection: Connection, service_id: str, ref: str, *, shared: bool) -> None:
    """Lets nobody place a hold on this subject of the service, and unless `shared` nobody keep
    bytes for it, until the transaction ends.
    """
    lock = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
    connection.execute(select(lock(func.hashtextextended(f"legal-hold/{service_id}/{ref}", 0))))


def is_held(object_id: ColumnElement[Any] | UUID) -> ColumnElement[bool]:
    """Whether a hold stands on an object; for queries about objects."""
    found = exists().select_from(_ON).where(legal_hold_object.c.object_id == object_id, _STANDS)
    return found.correlate(evidence_object)


def add(connection: Connection, one: LegalHold) -> None:
    values = {name: getattr(one, name) for name in _STORED}
    connection.execute(insert(legal_hold).values({**values, "scope": one.scope.value}))


def put(
    connection: Connection, row_id: UUID, hold_id: UUID, service_id: str, object_id: UUID
) -> bool:
    """Puts a hold on a live object of its service; False if it is on it, or there is none."""
    live = select(evidence_object.c.id).where(
        evidence_object.c.id == object_id,
        evidence_object.c.service_id == service_id,
        evidence_object.c.erased_at.is_(None),
    )
    if connection.execute(live).one_or_none() is None:
        return False
    made = connection.execute(
        upsert(legal_hold_object)
        .values(id=row_id, service_id=service_id, hold_id=hold_id, object_id=object_id)
        .on_conflict_do_nothing(index_elements=["hold_id", "object_id"])
        .returning(legal_hold_object.c.id)
    )
    return made.one_or_none() is not None


def covering(
    connection: Connection, service_id: str, subjects: Collection[tuple[HoldScope, str]]
) -> list[UUID]:
    """The holds that stand on any of these subjects."""
    given = [(scope.value, ref) for scope, ref in subjects]
    query = select(legal_hold.c.id).where(
        _STANDS,
        legal_hold.c.service_id == service_id,
        tuple_(legal_hold.c.scope, legal_hold.c.subject_ref).in_(given),
    )
    return list(connection.execute(query.order_by(legal_hold.c.id)).scalars())


def on_object(connection: Connection, object_id: UUID) -> list[UUID]:
    """The holds that stand on an object."""
    query = select(legal_hold.c.id).select_from(_ON)
    return list(
        connection.execute(
            query.where(legal_hold_object.c.object_id == object_id, _STANDS)
        ).scalars()
    )


def note_refusals(
    connection: Connection, object_id: UUID, because: str, now: datetime
) -> list[UUID]:
    """Notes that holds stopped an erasure; those for which that was not noted before."""
    standing = select(legal_hold.c.id).where(_STANDS)
    noted = connection.execute(
        update(legal_hold_object)
        .where(
            legal_hold_object.c.object_id == object_id,
            legal_hold_object.c.hold_id.in_(standing),
            legal_hold_object.c.refused_at.is_(None),
        )
        .values(refused_at=now, refused_because=because)
        .returning(legal_hold_object.c.hold_id)
    )
    return list(noted.scalars())


def stopped_by(connection: Connection, hold_id: UUID) -> list[UUID]:
    """Live objects whose erasure a hold stopped, and on which none stands now."""
    query = (
        select(evidence_object.c.id)
        .join(legal_hold_object, legal_hold_object.c.object_id == evidence_object.c.id)
        .where(
            legal_hold_object.c.hold_id == hold_id,
            legal_hold_object.c.refused_at.is_not(None),
            evidence_object.c.erased_at.is_(None),
            ~is_held(evidence_object.c.id),
        )
    )
    return list(connection.execute(query.order_by(evidence_object.c.id)).scalars())


def lift(connection: Connection, hold_id: UUID, **values: object) -> None:
    connection.execute(update(legal_hold).where(legal_hold.c.id == hold_id).values(**values))


def find(connection: Connection, hold_id: UUID, *, locked: bool = False) -> LegalHold | None:
    query = _shown().where(legal_hold.c.id == hold_id)
    if locked:
        query = query.with_for_update()
    row = connection.execute(query).one_or_none()
    return _hold(row) if row else None


def holds(connection: Connection, ids: Collection[UUID], limit: int) -> list[LegalHold]:
    return _listed(connection, _shown().where(legal_hold.c.id.in_(ids)), limit)


def every(connection: Connection, limit: int, *, lifted: bool) -> list[LegalHold]:
    return _listed(connection, _shown() if lifted else _shown().where(_STANDS), limit)


def _listed(connection: Connection, query: Select[Any], limit: int) -> list[LegalHold]:
    latest = query.order_by(legal_hold.c.placed_at.desc(), legal_hold.c.id.desc()).limit(limit)
    return [_hold(row) for row in connection.execute(latest)]


def _shown() -> Select[Any]:
    count = (
        select(func.count())
        .select_from(legal_hold_object)
        .where(legal_hold_object.c.hold_id == legal_hold.c.id)
        .correlate(legal_hold)
        .scalar_subquery()
    )
    return select(legal_hold, count.label("objects"))


def _hold(row: Row[Any]) -> LegalHold:
    values = {name: getattr(row, name) for name in LegalHold.__dataclass_fields__}
    return LegalHold(**{**values, "scope": HoldScope(row.scope)})
