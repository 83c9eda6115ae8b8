"""Kept objects and the view log: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.evidence.holds_store import is_held
from tutela.evidence.looking.tables import evidence_view_end
from tutela.evidence.model import EvidenceObject, View, ViewKind
from tutela.evidence.tables import (
    evidence_object,
    evidence_view,
    legal_hold,
    legal_hold_object,
)
from tutela.platform.audit.model import Event
from tutela.platform.audit.tables import audit_event
from tutela.platform.database.arrays import any_id, any_text
from tutela.platform.services.model import Retention

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Row

_LIVE = evidence_object.c.erased_at.is_(None)
_COLUMNS = [evidence_object.c[name] for name in EvidenceObject.__dataclass_fields__]


def add(connection: Connection, one: EvidenceObject) -> bool:
    """Writes a new object; False if the service keeps the same bytes already."""
    values = {column.name: getattr(one, column.name) for column in _COLUMNS}
    statement = (
        upsert(evidence_object)
        .values({**values, "retention": one.retention.value})
        .on_conflict_do_nothing(
            index_elements=[evidence_object.c.service_id, evidence_object.c.sha256],
            index_where=_LIVE,
        )
        .returning(evidence_object.c.id)
    )
    return connection.execute(statement).one_or_none() is not None


def keep_longer(
    connection: Connection,
    service_id: str,
    sha256: str,
    *,
    retention: Retention,
    basis: str,
    erase_at: datetime,
) -> EvidenceObject | None:
    """The live object of these bytes, now kept for the newer reason too; None if there is none.

    The clock never runs shorter, and `statutory` is never weakened. The row is locked, so that it
    cannot be erased before the caller's transaction ends.
    """
    values: dict[str, object] = {"erase_at": func.greatest(evidence_object.c.erase_at, erase_at)}
    if retention is Retention.STATUTORY:
        values |= {"retention": retention.value, "basis": basis}
    row = connection.execute(
        update(evidence_object)
        .where(
            evidence_object.c.service_id == service_id, evidence_object.c.sha256 == sha256, _LIVE
        )
        .values(values)
        .returning(*_COLUMNS)
    ).one_or_none()
    return _object(row) if row else None


def set_end(connection: Connection, object_id: UUID, until: datetime) -> EvidenceObject | None:
    """Sets the end of a live object's clock; None if it is that already, or was erased."""
    row = connection.execute(
        update(evidence_object)
        .where(
            evidence_object.c.id == object_id,
            _LIVE,
            evidence_object.c.erase_at.is_distinct_from(until),
        )
        .values(erase_at=until)
        .returning(*_COLUMNS)
    ).one_or_none()
    return _object(row) if row else None


def find(connection: Connection, object_id: UUID, *, locked: bool = False) -> EvidenceObject | None:
    """One object; `locked` keeps it from being erased until the transaction ends."""
    query = select(*_COLUMNS).where(evidence_object.c.id == object_id)
    if locked:
        query = query.with_for_update(read=True)
    row = connection.execute(query).one_or_none()
    return _object(row) if row else None


def lock(connection: Connection, object_id: UUID) -> None:
    """Keeps an object from being kept again, opened or erased by others in this transaction."""
    query = select(evidence_object.c.id).where(evidence_object.c.id == object_id)
    # Not FOR UPDATE: two that refer to the object already would each wait for the other.
    connection.execute(query.with_for_update(key_share=True))


def shred(connection: Connection, object_id: UUID, now: datetime) -> EvidenceObject | None:
    """Takes the key of a live object away for good; None if it has none any more."""
    row = connection.execute(
        update(evidence_object)
        .where(evidence_object.c.id == object_id, _LIVE)
        .values(wrapped_key=None, erased_at=now)
        .returning(*_COLUMNS)
    ).one_or_none()
    return _object(row) if row else None


def due(connection: Connection, now: datetime, limit: int) -> list[UUID]:
    """Live objects whose time is over, locked; those another worker has locked are left out.

    So are those that a legal hold stands on, once it is noted that it stopped an erasure.
    """
    noted = exists().where(
        legal_hold_object.c.object_id == evidence_object.c.id,
        legal_hold_object.c.refused_at.is_not(None),
        legal_hold.c.id == legal_hold_object.c.hold_id,
        legal_hold.c.lifted_at.is_(None),
    )
    query = (
        select(evidence_object.c.id)
        .where(_LIVE, evidence_object.c.erase_at <= now, ~noted)
        .order_by(evidence_object.c.erase_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(connection.execute(query).scalars())


def locations(connection: Connection, names: Collection[str]) -> dict[str, bool]:
    """Which of these locations rows know, and whether their object still has its key."""
    query = select(evidence_object.c.location, _LIVE.label("live"))
    rows = connection.execute(query.where(evidence_object.c.location.in_(names)))
    return {row.location: row.live for row in rows}


def erased(
    connection: Connection, after: datetime | None, until: datetime, also: Collection[UUID]
) -> list[EvidenceObject]:
    """Objects erased after `after` (None: ever) and by `until`, and earlier ones of `also`."""
    at = evidence_object.c.erased_at
    query = select(*_COLUMNS).where(at <= until).order_by(at, evidence_object.c.id)
    if after is not None:
        query = query.where((at > after) | evidence_object.c.id.in_(also))
    return [_object(row) for row in connection.execute(query)]


def outlived(connection: Connection, until: datetime) -> list[EvidenceObject]:
    """Live objects whose time was over at `until`, and those that have no clock at all.

    Not those that a legal hold stands on: see `kept_by_hold`.
    """
    end = evidence_object.c.erase_at
    held = is_held(evidence_object.c.id)
    query = select(*_COLUMNS).where(_LIVE, ((end <= until) & ~held) | end.is_(None))
    return [_object(row) for row in connection.execute(query.order_by(evidence_object.c.id))]


def kept_by_hold(connection: Connection, until: datetime) -> list[EvidenceObject]:
    """Live objects whose time was over at `until`, and that a legal hold stands on."""
    query = select(*_COLUMNS).where(
        _LIVE, evidence_object.c.erase_at <= until, is_held(evidence_object.c.id)
    )
    return [_object(row) for row in connection.execute(query.order_by(evidence_object.c.id))]


def erased_at_locations(
    connection: Connection, names: Collection[str], until: datetime
) -> list[EvidenceObject]:
    """Objects of these locations that were erased by `until`."""
    query = select(*_COLUMNS).where(
        evidence_object.c.location.in_(names), evidence_object.c.erased_at <= until
    )
    return [_object(row) for row in connection.execute(query.order_by(evidence_object.c.id))]


def running(connection: Connection) -> tuple[int, datetime | None]:
    """How many objects are live, and when the next one's time is over."""
    row = connection.execute(
        select(
            func.count().label("live"), func.min(evidence_object.c.erase_at).label("next")
        ).where(_LIVE)
    ).one()
    return row.live, row.next


def to_verify(connection: Connection, before: datetime, limit: int) -> list[UUID]:
    """Live objects not opened to look after them since `before`, the longest ago first."""
    at = evidence_object.c.verified_at
    query = (
        select(evidence_object.c.id)
        .where(_LIVE, at.is_(None) | (at < before))
        .order_by(at.asc().nulls_first(), evidence_object.c.id)
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


def verified(connection: Connection, object_id: UUID, now: datetime) -> None:
    connection.execute(
        update(evidence_object).where(evidence_object.c.id == object_id).values(verified_at=now)
    )


def live_and_bytes(connection: Connection) -> tuple[int, int]:
    """How many objects are live, and how many bytes they have in the clear."""
    size = func.coalesce(func.sum(evidence_object.c.size), 0)
    row = connection.execute(select(func.count().label("live"), size.label("size")).where(_LIVE))
    one = row.one()
    return one.live, int(one.size)


def was_restored(connection: Connection) -> bool:
    """Whether this node's home was ever made from a backup, by its log."""
    query = select(literal(value=True)).where(audit_event.c.event == Event.NODE_RESTORE.value)
    return connection.execute(query.limit(1)).one_or_none() is not None


def has_claimed(connection: Connection, place: str) -> bool:
    """Whether the log says already that this node claimed the store at `place`."""
    query = select(literal(value=True)).where(
        audit_event.c.event == Event.EVIDENCE_CLAIM.value,
        audit_event.c.facts["place"].as_string() == place,
    )
    return connection.execute(query.limit(1)).one_or_none() is not None


def views(connection: Connection, item_id: str) -> list[View]:
    """Every look at an item's bytes, oldest first."""
    query = (
        select(evidence_view, evidence_view_end.c.seconds)
        .outerjoin_from(
            evidence_view, evidence_view_end, evidence_view_end.c.view_id == evidence_view.c.id
        )
        .where(evidence_view.c.item_id == item_id)
        .order_by(evidence_view.c.at, evidence_view.c.id)
    )
    return [
        View(
            id=row.id,
            object_id=row.object_id,
            item_id=row.item_id,
            account_id=row.account_id,
            purpose=row.purpose,
            kind=ViewKind(row.kind),
            at=row.at,
            seconds=row.seconds,
        )
        for row in connection.execute(query)
    ]


def looks(connection: Connection, item_ids: Collection[str]) -> dict[str, int]:
    """How often each of these items was looked at; those that never were are not in it."""
    query = (
        select(evidence_view.c.item_id, func.count().label("looks"))
        .where(evidence_view.c.item_id == any_text(item_ids))
        .group_by(evidence_view.c.item_id)
    )
    return {row.item_id: row.looks for row in connection.execute(query)}


def seen(connection: Connection, item_ids: Collection[str], account_id: str) -> frozenset[str]:
    """The ones of these items of which somebody saw more than a mosaic."""
    query = select(evidence_view.c.item_id).where(
        evidence_view.c.item_id == any_text(item_ids),
        evidence_view.c.account_id == account_id,
        evidence_view.c.kind != ViewKind.TILES.value,
    )
    return frozenset(connection.execute(query.distinct()).scalars())


def erasures(connection: Connection, object_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """When each of these objects was erased; those that can be opened are not in it."""
    query = select(evidence_object.c.id, evidence_object.c.erased_at).where(
        evidence_object.c.id == any_id(object_ids), evidence_object.c.erased_at.is_not(None)
    )
    return {row.id: row.erased_at for row in connection.execute(query)}


def _object(row: Row[tuple[object, ...]]) -> EvidenceObject:
    return EvidenceObject(**{**row._mapping, "retention": Retention(row.retention)})  # noqa: SLF001
