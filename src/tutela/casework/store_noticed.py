"""Finding the case that a notice from outside belongs to, and what it says of an item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from tutela.casework.machine import WAITING
from tutela.casework.model import SubjectKind
from tutela.casework.tables import case, case_item
from tutela.detection.tables import item

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection


def subject(connection: Connection, case_id: UUID) -> tuple[SubjectKind, str]:
    """What a case is about."""
    query = select(case.c.subject_kind, case.c.subject_ref).where(case.c.id == case_id)
    row = connection.execute(query).one()
    return SubjectKind(row.subject_kind), row.subject_ref


def subject_of(
    connection: Connection, service_id: str, item_ref: str
) -> tuple[SubjectKind, str] | None:
    """The subject of the case of the latest item that the platform calls so; None if none is."""
    query = (
        select(case.c.subject_kind, case.c.subject_ref)
        .join_from(item, case_item, case_item.c.item_id == item.c.id)
        .join(case, case.c.id == case_item.c.case_id)
        .where(item.c.service_id == service_id, item.c.external_id == item_ref)
        .order_by(item.c.received_at.desc(), item.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return (SubjectKind(row.subject_kind), row.subject_ref) if row else None


def is_in_hand(connection: Connection, service_id: str, item_ref: str) -> bool:
    """Whether an item that the platform calls so waits in a case, or is restricted by one."""
    waits = case_item.c.state.in_([one.value for one in WAITING])
    query = (
        select(item.c.id)
        .join(case_item, case_item.c.item_id == item.c.id)
        .where(
            item.c.service_id == service_id,
            item.c.external_id == item_ref,
            or_(waits, case_item.c.restricted),
        )
    )
    return connection.execute(query.limit(1)).first() is not None
