"""Clocks of preservation, and kept bytes that a receipt sets free: all their SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.casework.store import cleared
from tutela.casework.tables import case_item
from tutela.detection.tables import detection
from tutela.evidence.tables import evidence_object
from tutela.platform.services.model import Retention
from tutela.reporting.machine import ReportState
from tutela.reporting.model import Environment
from tutela.reporting.preservation.clocks import Choice, Clocks
from tutela.reporting.preservation.model import Preservation
from tutela.reporting.tables import preservation, recipient, report, report_item, report_receipt

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Row, Select

# A report no longer speaks of an item that was released from it, and a correction never did.
_SPEAKS = report_item.c.released_at.is_(None) & (report_item.c.role == "reported")
_DROPPED = (ReportState.CANCELLED.value, ReportState.RETRACTED.value)


@dataclass(frozen=True, slots=True)
class Filed:
    """A filed report, and when the first of its items was identified (none: it has none)."""

    service_id: str
    recipient_kind: str
    opened_at: datetime
    filed_at: datetime
    identified_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeptObject:
    """Live bytes of a report's item: when they were identified last, and what else keeps them.

    `foreign_end` is the latest end that a person decided for any report about these bytes.
    """

    id: UUID
    identified_at: datetime
    foreign_end: datetime | None


def filed(connection: Connection, report_id: UUID) -> Filed | None:
    """The report, if it is filed and what it says was not erased."""
    seen = (
        select(func.min(detection.c.detected_at))
        .join(report_item, report_item.c.item_id == detection.c.item_id)
        .where(report_item.c.report_id == report_id, report_item.c.released_at.is_(None))
        .scalar_subquery()
    )
    row = connection.execute(
        select(report.c.service_id, report.c.opened_at, report.c.filed_at)
        .add_columns(recipient.c.kind, seen.label("seen"))
        .join(recipient, recipient.c.id == report.c.recipient_id)
        .where(
            report.c.id == report_id,
            report.c.state == ReportState.FILED.value,
            report.c.filed_at.is_not(None),
            report.c.erased_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    return Filed(row.service_id, row.kind, row.opened_at, row.filed_at, row.seen)


def add(connection: Connection, values: dict[str, object]) -> bool:
    """Starts the clocks of a report; False if they run already. Two callers at once start one."""
    made = connection.execute(
        upsert(preservation)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["report_id"])
        .returning(preservation.c.id)
    )
    return made.one_or_none() is not None


def bound(connection: Connection, report_id: UUID, end: datetime) -> None:
    """Lets a report's clock end at `end` at the latest."""
    connection.execute(
        update(report).where(report.c.id == report_id, report.c.erase_at > end).values(erase_at=end)
    )


def set_end(connection: Connection, report_id: UUID, end: datetime) -> None:
    """Moves the end of a report that was not erased."""
    connection.execute(
        update(report)
        .where(report.c.id == report_id, report.c.erased_at.is_(None))
        .values(erase_at=end)
    )


def lock(connection: Connection, report_id: UUID) -> None:
    """Keeps a report and its clocks from being changed, or erased, by others in this work."""
    for table, column in ((preservation, preservation.c.report_id), (report, report.c.id)):
        connection.execute(select(table.c.id).where(column == report_id).with_for_update())


def save(connection: Connection, preservation_id: UUID, **values: object) -> None:
    connection.execute(
        update(preservation).where(preservation.c.id == preservation_id).values(**values)
    )


def find(connection: Connection, report_id: UUID) -> Preservation | None:
    row = connection.execute(_shown().where(report.c.id == report_id)).one_or_none()
    return _preservation(row) if row else None


def preservations(connection: Connection, *, waiting: bool, limit: int) -> list[Preservation]:
    """Clocks by the end that holds, the nearest first; those of erased reports last.

    `waiting`: only where a person has yet to decide.
    """
    query = _shown().order_by(
        report.c.erased_at.desc().nulls_first(), report.c.erase_at, preservation.c.id
    )
    if waiting:
        query = query.where(
            preservation.c.foreign_end > preservation.c.european_end,
            preservation.c.decision == "",
            report.c.erased_at.is_(None),
        )
    return [_preservation(row) for row in connection.execute(query.limit(limit))]


def kept_objects(connection: Connection, report_id: UUID) -> list[KeptObject]:
    """The live bytes of a report's items, in the order of their ids."""
    mine = (
        select(case_item.c.evidence_id)
        .join(report_item, report_item.c.item_id == case_item.c.item_id)
        .where(report_item.c.report_id == report_id, _SPEAKS)
    )
    seen = func.greatest(evidence_object.c.kept_at, func.max(detection.c.detected_at))
    rows = connection.execute(
        select(evidence_object.c.id, seen.label("seen"), _foreign_end().label("foreign"))
        .join(case_item, case_item.c.evidence_id == evidence_object.c.id)
        .outerjoin(detection, detection.c.item_id == case_item.c.item_id)
        .where(evidence_object.c.id.in_(mine), evidence_object.c.erased_at.is_(None))
        .group_by(evidence_object.c.id)
        .order_by(evidence_object.c.id)
    )
    return [KeptObject(row.id, row.seen, row.foreign) for row in rows]


def received(connection: Connection, object_id: UUID | None = None) -> list[UUID]:
    """Live objects kept `until-receipt` that nothing needs any more; all of them, or only one.

    Every item with these bytes that people have not let go must be reported, and every report
    that speaks of one must have a production receipt. What a person decided to keep for a foreign
    duty stays.
    """
    query = select(evidence_object.c.id).where(
        evidence_object.c.retention == Retention.UNTIL_RECEIPT.value,
        evidence_object.c.erased_at.is_(None),
        exists().where(*_about()),
        ~exists().where(*_about(), ~_receipted()),
        ~exists().where(*_uses(), ~cleared(), ~_reported()),
        _foreign_end().is_(None),
    )
    if object_id is not None:
        query = query.where(evidence_object.c.id == object_id)
    return list(connection.execute(query.order_by(evidence_object.c.id)).scalars())


def _uses() -> tuple[ColumnElement[bool], ...]:
    """Items with the bytes of the object around."""
    return (case_item.c.evidence_id == evidence_object.c.id,)


def _about() -> tuple[ColumnElement[bool], ...]:
    """Live reports that speak of an item with the bytes of the object around."""
    return (
        *_uses(),
        report_item.c.item_id == case_item.c.item_id,
        _SPEAKS,
        report.c.id == report_item.c.report_id,
        report.c.state.not_in(_DROPPED),
    )


def _receipted() -> ColumnElement[bool]:
    """Whether the report around has a production receipt."""
    return (
        exists()
        .where(
            report_receipt.c.report_id == report.c.id,
            report_receipt.c.environment == Environment.PRODUCTION.value,
        )
        .correlate(report)
    )


def _reported() -> ColumnElement[bool]:
    """Whether a live report speaks of the item around."""
    return (
        exists()
        .where(
            report_item.c.item_id == case_item.c.item_id,
            _SPEAKS,
            report.c.id == report_item.c.report_id,
            report.c.state.not_in(_DROPPED),
        )
        .correlate(case_item)
    )


def _foreign_end() -> Any:
    """The latest end that was decided for a report about the bytes of the object around."""
    users = case_item.alias()
    return (
        select(func.max(preservation.c.foreign_end))
        .join(report_item, report_item.c.report_id == preservation.c.report_id)
        .join(users, users.c.item_id == report_item.c.item_id)
        .where(
            users.c.evidence_id == evidence_object.c.id,
            preservation.c.decision == Choice.FOREIGN.value,
            _SPEAKS,
        )
        .correlate(evidence_object)
        .scalar_subquery()
    )


def _shown() -> Select[Any]:
    kept = (
        select(func.count(evidence_object.c.id.distinct()))
        .join(case_item, case_item.c.evidence_id == evidence_object.c.id)
        .join(report_item, report_item.c.item_id == case_item.c.item_id)
        .where(
            report_item.c.report_id == report.c.id, _SPEAKS, evidence_object.c.erased_at.is_(None)
        )
        .correlate(report)
        .scalar_subquery()
    )
    return (
        select(preservation, report.c.erase_at, report.c.erased_at)
        .add_columns(recipient.c.name.label("recipient"), kept.label("kept_objects"))
        .join(report, report.c.id == preservation.c.report_id)
        .join(recipient, recipient.c.id == report.c.recipient_id)
    )


def _preservation(row: Row[tuple[object, ...]]) -> Preservation:
    return Preservation(
        id=row.id,
        report_id=row.report_id,
        service_id=row.service_id,
        recipient=row.recipient,
        clocks=Clocks(row.profile, row.european_end, row.foreign_end),
        foreign_law=row.foreign_law,
        decision=Choice(row.decision) if row.decision else None,
        reason=row.reason,
        decided_by_name=row.decided_by_name,
        decided_at=row.decided_at,
        identified_at=row.identified_at,
        erase_at=row.erase_at,
        erased_at=row.erased_at,
        kept_objects=row.kept_objects,
    )
