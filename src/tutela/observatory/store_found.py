"""Counting what technologies found, and what people found of it: its SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import case, select

from tutela.casework.machine import ItemState
from tutela.casework.tables import case_item
from tutela.detection.store import ERROR, SUPPRESSED
from tutela.detection.tables import activation, counter, detection, item, technology
from tutela.law.model import SurfaceKind
from tutela.observatory.store_common import divided, how_many, sum_of, within
from tutela.platform.services.tables import surface
from tutela.redress.statements.model import Kind
from tutela.redress.statements.tables import statement
from tutela.reporting.model import Environment
from tutela.reporting.tables import recipient, report, report_item

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Select, Subquery

    from tutela.observatory.model import Scope

RIGHT, WRONG, OPEN, UNREVIEWED = "right", "wrong", "open", "waiting"
IMAGES, VIDEOS, FILES = "images", "videos", "other files"
_JUDGED = {
    ItemState.CONFIRMED.value: RIGHT,
    ItemState.REJECTED.value: WRONG,
    ItemState.OTHER_ILLEGAL.value: WRONG,
    ItemState.AGE_AMBIGUOUS.value: OPEN,
}
_COMMUNICATION = surface.c.kind == SurfaceKind.COMMUNICATION.value
_TECHNOLOGY = technology.c.kind + ": " + technology.c.name + " " + technology.c.version


def by_technology(scope: Scope) -> Select[Any]:
    return divided(_found(scope, _TECHNOLOGY), how_many())


def by_technology_there(scope: Scope) -> Select[Any]:
    return divided(_found(scope, _TECHNOLOGY, _COMMUNICATION), how_many())


def by_kind(scope: Scope) -> Select[Any]:
    return divided(_found(scope, technology.c.kind), how_many())


def by_kind_there(scope: Scope) -> Select[Any]:
    return divided(_found(scope, technology.c.kind, _COMMUNICATION), how_many())


def scanned(scope: Scope) -> Select[Any]:
    base = _counters(scope)
    return divided(base, sum_of(base.c.item_count))


def scanned_bytes(scope: Scope) -> Select[Any]:
    base = _counters(scope)
    return divided(base, sum_of(base.c.byte_count))


def reports(scope: Scope) -> Select[Any]:
    return divided(_reported(scope, (report.c.id,)), how_many())


def reported_items(scope: Scope) -> Select[Any]:
    kind = case(
        (item.c.media_type.startswith("image/"), IMAGES),
        (item.c.media_type.startswith("video/"), VIDEOS),
        else_=FILES,
    )
    return divided(_reported(scope, (item.c.id, kind.label("scope"))), how_many())


def removed_there(scope: Scope) -> Select[Any]:
    return divided(_removed(scope), how_many())


def accounts_there(scope: Scope) -> Select[Any]:
    closes = statement.c.facts["closes_account"].astext == "true"
    return divided(_removed(scope, closes), how_many())


def _found(scope: Scope, row: ColumnElement[Any], *more: ColumnElement[bool]) -> Subquery:
    """Each item once for each `row`, whatever number of indicators matched it."""
    judged = case(_JUDGED, value=case_item.c.state, else_=UNREVIEWED).label("scope")
    items = select(item.c.id, row.label("row"), judged).distinct().select_from(item)
    return (
        _with_technology(items)
        .join(case_item, case_item.c.item_id == item.c.id)
        .where(item.c.service_id == scope.service_id, within(item.c.received_at, scope), *more)
        .subquery()
    )


def _with_technology(query: Select[Any]) -> Select[Any]:
    """Each item of a query with its surface, and with the technologies that found it."""
    on = (surface.c.service_id == item.c.service_id) & (surface.c.name == item.c.surface)
    return (
        query.join(surface, on)
        .join(detection, detection.c.item_id == item.c.id)
        .join(activation, activation.c.id == detection.c.activation_id)
        .join(technology, technology.c.id == activation.c.technology_id)
    )


def _counters(scope: Scope) -> Subquery:
    return (
        select(
            surface.c.kind.label("row"),
            counter.c.verdict.label("scope"),
            counter.c.item_count,
            counter.c.byte_count,
        )
        .join(
            surface,
            (surface.c.service_id == counter.c.service_id) & (surface.c.name == counter.c.surface),
        )
        .where(
            counter.c.service_id == scope.service_id,
            counter.c.day.between(scope.period.first, scope.period.last),
            counter.c.verdict.not_in([ERROR, SUPPRESSED]),
        )
        .subquery()
    )


def _reported(scope: Scope, what: Sequence[ColumnElement[Any]]) -> Subquery:
    """What reports that a recipient has in production are about, on communication surfaces."""
    items = (
        select(technology.c.kind.label("row"), *what)
        .distinct()
        .select_from(report)
        .join(recipient, recipient.c.id == report.c.recipient_id)
        .join(report_item, report_item.c.report_id == report.c.id)
        .join(item, item.c.id == report_item.c.item_id)
    )
    return (
        _with_technology(items)
        .where(
            report.c.service_id == scope.service_id,
            recipient.c.environment == Environment.PRODUCTION.value,
            report_item.c.role == "reported",
            within(report.c.filed_at, scope),
            _COMMUNICATION,
        )
        .subquery()
    )


def _removed(scope: Scope, *more: ColumnElement[bool]) -> Subquery:
    items = (
        select(statement.c.id, technology.c.kind.label("row"))
        .distinct()
        .select_from(statement)
        .join(item, item.c.id == statement.c.item_id)
    )
    return (
        _with_technology(items)
        .where(
            statement.c.service_id == scope.service_id,
            statement.c.kind == Kind.REMOVAL.value,
            within(statement.c.restricted_at, scope),
            _COMMUNICATION,
            *more,
        )
        .subquery()
    )
