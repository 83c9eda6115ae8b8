"""Reading what belongs to a case's subject: matches with their sources, and its other cases."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tutela.casework.feedback import Feedback
from tutela.casework.model import OtherCase
from tutela.casework.tables import case, case_item
from tutela.detection.tables import detection
from tutela.indicators.tables import bank, indicator, indicator_statement
from tutela.platform.database.arrays import any_id

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from typing import Any
    from uuid import UUID

    from sqlalchemy import Connection, Row

MOST_CASES = 20  # the latest other cases of one subject


def matches(connection: Connection, ids: Sequence[UUID]) -> list[Row[Any]]:
    """Every match of these items, exact ones first, with its bank, source, batch and what contests
    it.
    """
    harmless, allowing = indicator.alias(), bank.alias()
    query = (
        select(detection.c.item_id, detection.c.exact, detection.c.distance, detection.c.quality)
        .add_columns(detection.c.profile, bank.c.name.label("bank_name"), bank.c.demo)
        .add_columns(bank.c.radius, indicator.c.id.label("indicator_id"), indicator.c.batch_id)
        .add_columns(indicator.c.scheme, indicator.c.label, indicator.c.source, indicator.c.cause)
        .add_columns(indicator.c.state.label("indicator_state"))
        .add_columns(allowing.c.name.label("contested_by"))
        .join(bank, bank.c.id == detection.c.bank_id)
        .join(indicator, indicator.c.id == detection.c.indicator_id)
        .outerjoin(harmless, harmless.c.id == detection.c.contested_by_id)
        .outerjoin(allowing, allowing.c.id == harmless.c.bank_id)
        .where(detection.c.item_id == any_id(ids))
        .order_by(detection.c.exact.desc(), detection.c.distance, detection.c.id)
    )
    return list(connection.execute(query))


def beside(connection: Connection, indicators: Collection[UUID]) -> Mapping[UUID, list[str]]:
    """The sources that vouch for each of these indicators beside the one it leads with."""
    stated = indicator_statement
    query = (
        select(stated.c.indicator_id, stated.c.source)
        .where(stated.c.indicator_id == any_id(indicators), stated.c.state != "withdrawn")
        .order_by(stated.c.added_at, stated.c.id)
    )
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.indicator_id].append(row.source)
    return found


def others(connection: Connection, case_id: UUID) -> list[OtherCase]:
    """The latest other cases about the same subject on the same service."""
    mine = case.alias()
    rows = connection.execute(
        select(case.c.id, case.c.state, case.c.opened_at, case.c.closed_at)
        .join(
            mine,
            (case.c.service_id == mine.c.service_id)
            & (case.c.subject_kind == mine.c.subject_kind)
            & (case.c.subject_ref == mine.c.subject_ref),
        )
        .where(mine.c.id == case_id, case.c.id != case_id)
        .order_by(case.c.opened_at.desc(), case.c.id.desc())
        .limit(MOST_CASES)
    ).all()
    states = _states(connection, [row.id for row in rows])
    return [
        OtherCase(row.id, row.state, row.opened_at, row.closed_at, tuple(states[row.id]))
        for row in rows
    ]


def _states(
    connection: Connection, ids: Sequence[UUID]
) -> defaultdict[UUID, list[tuple[str, int]]]:
    query = (
        select(case_item.c.case_id, case_item.c.state, func.count().label("items"))
        .where(case_item.c.case_id == any_id(ids))
        .group_by(case_item.c.case_id, case_item.c.state)
        .order_by(case_item.c.state)
    )
    found: defaultdict[UUID, list[tuple[str, int]]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.case_id].append((row.state, row.items))
    return found


def feedback(connection: Connection, indicator_id: UUID) -> Feedback:
    """What people found about the items that an indicator matched."""
    matched = select(detection.c.item_id).where(detection.c.indicator_id == indicator_id)
    query = select(case_item.c.state).where(case_item.c.item_id.in_(matched))
    return Feedback.of(Counter(connection.execute(query).scalars()))
