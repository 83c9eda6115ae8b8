"""Received items by their fingerprints: the SQL of the search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, tuple_

from tutela.receiving.tables import received_item, received_report, received_signal

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection

    from tutela.signals.model import SignalKind


def with_signals(
    connection: Connection, signals: Collection[tuple[SignalKind, bytes]]
) -> list[dict[str, Any]]:
    """Each item once, however many of the signals it has."""
    if not signals:
        return []
    report, item = received_report.c, received_item.c
    query = (
        select(
            report.id.label("report_id"), item.item_id, report.number, report.peer_id,
            report.provider_name, report.received_at.label("filed_at"), report.authority_id,
            item.restricted,
        )
        .select_from(received_signal)
        .join(received_report, report.id == received_signal.c.report_id)
        .join(
            received_item,
            (item.report_id == received_signal.c.report_id)
            & (item.item_id == received_signal.c.item_id),
        )
        .where(_has(signals))
        .distinct()
        .order_by(report.received_at, report.id, item.item_id)
    )  # fmt: skip
    return [dict(row) for row in connection.execute(query).mappings()]


def counts(connection: Connection, signals: Collection[tuple[SignalKind, bytes]]) -> dict[str, Any]:
    """Of how many reports and providers, the first and the last of them."""
    report = received_report.c
    query = (
        select(
            func.count(report.id.distinct()).label("reports"),
            func.count(report.peer_id.distinct()).label("providers"),
            func.min(report.received_at).label("first_at"),
            func.max(report.received_at).label("last_at"),
        )
        .select_from(received_signal)
        .join(received_report, report.id == received_signal.c.report_id)
        .where(_has(signals))
    )
    return dict(connection.execute(query).mappings().one())


def _has(signals: Collection[tuple[SignalKind, bytes]]) -> ColumnElement[bool]:
    wanted = [(kind.value, digest) for kind, digest in signals]
    return tuple_(received_signal.c.kind, received_signal.c.digest).in_(wanted)


def assessed(connection: Connection, report_id: UUID) -> list[dict[str, Any]]:
    """What was found of the items of a report, the first finding first."""
    item = received_item.c
    query = (
        select(
            item.item_id, item.finding, item.assessed_by, item.assessed_by_name, item.assessed_at
        )
        .where(item.report_id == report_id, item.finding != "")
        .order_by(item.assessed_at, item.item_id)
    )
    return [dict(row) for row in connection.execute(query).mappings()]
