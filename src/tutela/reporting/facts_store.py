"""What this node knows of items, read for a report: all the SQL of it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from tutela.casework.tables import case, case_item
from tutela.detection.tables import activation, detection, item, technology
from tutela.evidence.tables import evidence_object
from tutela.indicators.tables import bank, indicator
from tutela.platform.services.tables import surface

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Row

    Rows = Sequence[Row[tuple[object, ...]]]


def items(connection: Connection, item_ids: Collection[UUID]) -> Rows:
    """The items with their surface's kind, their restriction and whether their bytes are kept."""
    kept = evidence_object.c.id.is_not(None) & evidence_object.c.erased_at.is_(None)
    return connection.execute(
        select(item, surface.c.kind.label("surface_kind"))
        .add_columns(case_item.c.case_id, case_item.c.restricted, case_item.c.evidence_id)
        .add_columns(case_item.c.state, case_item.c.circumstance, kept.label("kept"))
        .join(case_item, case_item.c.item_id == item.c.id)
        .join(
            surface,
            (surface.c.service_id == item.c.service_id) & (surface.c.name == item.c.surface),
        )
        .outerjoin(evidence_object, evidence_object.c.id == case_item.c.evidence_id)
        .where(item.c.id.in_(item_ids))
        .order_by(item.c.received_at, item.c.id)
    ).all()


def matches(connection: Connection, item_ids: Collection[UUID]) -> dict[UUID, Rows]:
    """Every match of these items with its indicator, bank, technology and legal ground."""
    rows = connection.execute(
        select(detection.c.item_id, detection.c.exact, detection.c.distance, detection.c.profile)
        .add_columns(detection.c.indicator_id, bank.c.name.label("bank"), bank.c.demo)
        .add_columns(indicator.c.source, indicator.c.scheme, indicator.c.label)
        .add_columns(activation.c.legal_basis, technology.c.id.label("technology_id"))
        .add_columns(technology.c.name.label("technology"), technology.c.version)
        .join(indicator, indicator.c.id == detection.c.indicator_id)
        .join(bank, bank.c.id == detection.c.bank_id)
        .join(activation, activation.c.id == detection.c.activation_id)
        .join(technology, technology.c.id == activation.c.technology_id)
        .where(detection.c.item_id.in_(item_ids))
        .order_by(detection.c.exact.desc(), detection.c.distance, detection.c.id)
    )
    found: dict[UUID, list[Row[tuple[object, ...]]]] = defaultdict(list)
    for row in rows:
        found[row.item_id].append(row)
    return dict(found)


def subject_of(connection: Connection, item_id: UUID) -> Row[Any, Any, Any, Any] | None:
    """The case an item is in now, and the case's subject."""
    found: Row[Any, Any, Any, Any] | None = connection.execute(
        select(case.c.id, case.c.service_id, case.c.subject_kind, case.c.subject_ref)
        .join(case_item, case_item.c.case_id == case.c.id)
        .where(case_item.c.item_id == item_id)
    ).one_or_none()
    return found


def same_event(connection: Connection, item_id: UUID) -> list[UUID]:
    """The other items that are the same event: the same named upload of an account."""
    mine, other = item.alias(), item
    rows = connection.execute(
        select(other.c.id)
        .join(
            mine,
            (mine.c.service_id == other.c.service_id)
            & (mine.c.account_ref == other.c.account_ref)
            & (mine.c.external_id == other.c.external_id)
            & (mine.c.sha256 == other.c.sha256),
        )
        .where(mine.c.id == item_id, other.c.id != item_id, mine.c.external_id != "")
        .order_by(other.c.id)
    )
    return list(rows.scalars())


def identified_at(connection: Connection, item_ids: Collection[UUID]) -> datetime | None:
    """When the first of these items was detected."""
    return connection.execute(
        select(func.min(detection.c.detected_at)).where(detection.c.item_id.in_(item_ids))
    ).scalar_one_or_none()
