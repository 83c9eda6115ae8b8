"""Receipts, outcomes and errors of technologies: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.casework.tables import case_item
from tutela.detection.tables import technology
from tutela.reporting.model import Environment
from tutela.reporting.records import Outcome, Receipt
from tutela.reporting.store import REPORTED
from tutela.reporting.tables import (
    report_item,
    report_outcome,
    report_receipt,
    technology_error,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sqlalchemy import Connection


def add_receipt(
    connection: Connection,
    report_id: UUID,
    service_id: str,
    new_id: UUID,
    values: dict[str, object],
) -> None:
    connection.execute(
        upsert(report_receipt)
        .values(id=new_id, report_id=report_id, service_id=service_id, **values)
        .on_conflict_do_nothing()
    )


def receipts(connection: Connection, report_ids: Iterable[UUID]) -> dict[UUID, Receipt]:
    """The receipts of these reports."""
    rows = connection.execute(
        select(report_receipt).where(report_receipt.c.report_id.in_(list(report_ids)))
    )
    return {
        row.report_id: Receipt(
            environment=Environment(row.environment),
            reference=row.reference,
            given_by=row.given_by,
            recorded_by_name=row.recorded_by_name,
            received_at=row.received_at,
            recorded_at=row.recorded_at,
        )
        for row in rows
    }


def filed_for_real(connection: Connection, case_id: UUID) -> bool:
    """Whether every confirmed item of this case is in a report with a production receipt.

    Only then the case is filed; one without confirmed items never is.
    """
    filed = (
        select(report_item.c.item_id)
        .join(report_receipt, report_receipt.c.report_id == report_item.c.report_id)
        .where(
            report_item.c.role == REPORTED,
            report_receipt.c.environment == Environment.PRODUCTION.value,
        )
    )
    rows = connection.execute(
        select(case_item.c.item_id.in_(filed).label("filed")).where(
            case_item.c.case_id == case_id, case_item.c.state == "confirmed"
        )
    ).all()
    return bool(rows) and all(row.filed for row in rows)


def add_outcome(connection: Connection, values: dict[str, object]) -> bool:
    """Records what a recipient found; False if that is known already."""
    statement = (
        upsert(report_outcome)
        .values(**values)
        .on_conflict_do_nothing()
        .returning(report_outcome.c.id)
    )
    return connection.execute(statement).one_or_none() is not None


def outcomes(connection: Connection, report_id: UUID) -> list[Outcome]:
    """What the recipient of a report found, oldest first."""
    columns = [report_outcome.c[name] for name in Outcome.__dataclass_fields__]
    rows = connection.execute(
        select(*columns)
        .where(report_outcome.c.report_id == report_id)
        .order_by(report_outcome.c.recorded_at, report_outcome.c.id)
    )
    return [Outcome(**row._mapping) for row in rows]  # noqa: SLF001


def rejected_items(connection: Connection, report_id: UUID) -> list[UUID]:
    """The items of a report that its recipient found to be no abuse material."""
    query = select(report_outcome.c.item_id).where(
        report_outcome.c.report_id == report_id,
        report_outcome.c.outcome == "not-abuse-material",
        report_outcome.c.item_id.is_not(None),
    )
    return list(connection.execute(query).scalars())


def count_technology_error(connection: Connection, values: dict[str, object]) -> bool:
    """Counts an error of a technology; False if this item's is counted already."""
    statement = (
        upsert(technology_error)
        .values(**values)
        .on_conflict_do_nothing()
        .returning(technology_error.c.id)
    )
    return connection.execute(statement).one_or_none() is not None


def technology_errors(connection: Connection) -> dict[tuple[str, str, str], int]:
    """How many detections recipients found to be none, by service, technology and version."""
    rows = connection.execute(
        select(technology.c.service_id, technology.c.name, technology.c.version)
        .add_columns(func.count().label("errors"))
        .join(technology_error, technology_error.c.technology_id == technology.c.id)
        .group_by(technology.c.id)
    )
    return {(row.service_id, row.name, row.version): row.errors for row in rows}
