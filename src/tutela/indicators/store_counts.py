"""What is in a bank, counted: SQL for the view of a bank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, union_all

from tutela.indicators.model import BankView, BatchCount, IndicatorState, SourceCount
from tutela.indicators.tables import indicator, indicator_signal, indicator_statement
from tutela.signals.model import SignalKind

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection, Subquery

    from tutela.indicators.model import Bank

LATEST_BATCHES = 20


def view(connection: Connection, bank: Bank) -> BankView:
    """The bank with its counts."""
    return BankView(
        bank=bank,
        states=states(connection, bank.id),
        fingerprints=_fingerprints(connection, bank.id),
        sources=_sources(connection, bank.id),
        batches=_batches(connection, bank.id),
    )


def states(connection: Connection, bank_id: UUID) -> dict[IndicatorState, int]:
    """Indicators by state; a state without any is 0."""
    rows = connection.execute(
        select(indicator.c.state, func.count().label("number"))
        .where(indicator.c.bank_id == bank_id)
        .group_by(indicator.c.state)
    )
    found = {row.state: row.number for row in rows}
    return {state: found.get(state.value, 0) for state in IndicatorState}


def given_by(connection: Connection, bank_id: UUID, source: str) -> int:
    """How many indicators that match in this bank `source` vouches for."""
    said = _said(bank_id)
    query = select(func.count()).where(
        said.c.source == source, said.c.state != IndicatorState.WITHDRAWN.value
    )
    return connection.execute(query.select_from(said)).scalar_one()


def _said(bank_id: UUID) -> Subquery:
    """What sources say of the indicators of a bank: what these lead with, and the rest."""
    columns = ("source", "state", "batch_id", "added_at")
    return union_all(
        *(
            select(*(table.c[name] for name in columns)).where(table.c.bank_id == bank_id)
            for table in (indicator, indicator_statement)
        )
    ).subquery()


def _fingerprints(connection: Connection, bank_id: UUID) -> dict[SignalKind, int]:
    rows = connection.execute(
        select(indicator_signal.c.kind, func.count().label("number"))
        .select_from(indicator_signal.join(indicator))
        .where(
            indicator_signal.c.bank_id == bank_id,
            indicator.c.state != IndicatorState.WITHDRAWN.value,
        )
        .group_by(indicator_signal.c.kind)
    )
    found = {row.kind: row.number for row in rows}
    return {kind: found.get(kind.value, 0) for kind in SignalKind}


def _sources(connection: Connection, bank_id: UUID) -> tuple[SourceCount, ...]:
    said = _said(bank_id)
    matching = func.count().filter(said.c.state != IndicatorState.WITHDRAWN.value)
    rows = connection.execute(
        select(said.c.source, matching, func.max(said.c.added_at))
        .group_by(said.c.source)
        .order_by(said.c.source)
    )
    return tuple(SourceCount(*row) for row in rows)


def _batches(connection: Connection, bank_id: UUID) -> tuple[BatchCount, ...]:
    said = _said(bank_id)
    added_at = func.min(said.c.added_at)
    counts = [
        func.count().filter(said.c.state == state.value).label(state.value)
        for state in IndicatorState
    ]
    rows = connection.execute(
        select(said.c.batch_id, func.min(said.c.source), added_at, *counts)
        .group_by(said.c.batch_id)
        .order_by(added_at.desc(), said.c.batch_id.desc())
        .limit(LATEST_BATCHES)
    )
    return tuple(
        BatchCount(batch, source, at, dict(zip(IndicatorState, rest, strict=True)))
        for batch, source, at, *rest in rows
    )
