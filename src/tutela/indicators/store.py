"""Banks and the revision: their SQL, and what others may read of indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.indicators.model import Bank, Indicator, IndicatorState, Provenance, Statement
from tutela.indicators.tables import (
    bank,
    index_state,
    indicator,
    indicator_signal,
    indicator_statement,
)
from tutela.law.model import BankPurpose, WithdrawalCause
from tutela.platform.database.tables import NODE_SERVICE
from tutela.signals.model import SignalKind

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Row

CHANNEL = "tutela_index"


def next_revision(connection: Connection) -> int:
    """Takes the next revision and wakes the indexes when this transaction commits.

    Whoever holds it is the only one changing what matches until then, so call it as late as the
    change allows.
    """
    statement = upsert(index_state).values(service_id=NODE_SERVICE, revision=1)
    revision = connection.execute(
        statement.on_conflict_do_update(
            index_elements=[index_state.c.service_id],
            set_={"revision": index_state.c.revision + 1},
        ).returning(index_state.c.revision)
    ).scalar_one()
    connection.exec_driver_sql(f"NOTIFY {CHANNEL}")
    return int(revision)


def banks(connection: Connection) -> list[Bank]:
    """Every bank, by name."""
    return [bank_of(row) for row in connection.execute(select(bank).order_by(bank.c.name))]


def find_bank(connection: Connection, name: str, *, lock: bool = False) -> Bank | None:
    """The bank of that name; `lock` keeps others from changing it until this commits."""
    query = select(bank).where(bank.c.name == name)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return bank_of(row) if row else None


def insert_bank(connection: Connection, one: Bank, now: datetime) -> bool:
    """Writes a bank; False if one of that name is there already."""
    statement = upsert(bank).values(
        id=one.id,
        service_id=one.service_id,
        name=one.name,
        purpose=one.purpose.value,
        radius=one.radius,
        dihedral=one.dihedral,
        demo=one.demo,
        enabled=one.enabled,
        created_at=now,
    )
    writing = statement.on_conflict_do_nothing(index_elements=[bank.c.name])
    return connection.execute(writing.returning(bank.c.id)).one_or_none() is not None


def set_enabled(connection: Connection, bank_id: UUID, *, enabled: bool) -> None:
    connection.execute(update(bank).where(bank.c.id == bank_id).values(enabled=enabled))


def find_indicators(connection: Connection, ids: Collection[UUID]) -> dict[UUID, Indicator]:
    """The indicators of these ids, without their fingerprints; unknown ids are left out."""
    kinds = (
        select(func.array_agg(indicator_signal.c.kind))
        .where(indicator_signal.c.indicator_id == indicator.c.id)
        .scalar_subquery()
    )
    query = (
        select(indicator, kinds.label("all_kinds"))
        .add_columns(*(column.label(f"of_bank_{column.name}") for column in bank.columns))
        .join(bank, bank.c.id == indicator.c.bank_id)
        .where(indicator.c.id.in_(ids))
    )
    beside = _statements(connection, ids)
    return {
        row.id: _indicator_of(row, tuple(beside.get(row.id, ())))
        for row in connection.execute(query)
    }


def _statements(connection: Connection, ids: Collection[UUID]) -> dict[UUID, list[Statement]]:
    given = indicator_statement.c
    rows = connection.execute(
        select(indicator_statement)
        .where(given.indicator_id.in_(ids))
        .order_by(given.added_at, given.id)
    )
    found: dict[UUID, list[Statement]] = {}
    for row in rows:
        found.setdefault(row.indicator_id, []).append(_statement_of(row))
    return found


def bank_of(row: Row[Any], prefix: str = "") -> Bank:
    """The bank in a row that holds the columns of `bank`, each name behind `prefix`."""
    value = row._mapping  # noqa: SLF001 - public in all but its name, says SQLAlchemy
    return Bank(
        id=value[f"{prefix}id"],
        service_id=value[f"{prefix}service_id"],
        name=value[f"{prefix}name"],
        purpose=BankPurpose(value[f"{prefix}purpose"]),
        radius=value[f"{prefix}radius"],
        dihedral=value[f"{prefix}dihedral"],
        demo=value[f"{prefix}demo"],
        enabled=value[f"{prefix}enabled"],
    )


def _provenance(row: Row[Any]) -> Provenance:
    return Provenance(
        source=row.source,
        scheme=row.scheme,
        label=row.label,
        proposed_by=row.proposed_by,
        verified_by=row.verified_by,
        verified_at=row.verified_at,
        second_by=row.second_by,
    )


def _statement_of(row: Row[Any]) -> Statement:
    return Statement(
        state=IndicatorState(row.state),
        provenance=_provenance(row),
        kinds=frozenset(SignalKind(kind) for kind in row.kinds),
        batch_id=row.batch_id,
        added_at=row.added_at,
        reference=row.reference,
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=row.withdrawn_by,
        cause=WithdrawalCause(row.cause) if row.cause else None,
    )


def _indicator_of(row: Row[Any], beside: tuple[Statement, ...]) -> Indicator:
    return Indicator(
        id=row.id,
        bank=bank_of(row, "of_bank_"),
        state=IndicatorState(row.state),
        provenance=_provenance(row),
        kinds=frozenset(SignalKind(kind) for kind in row.all_kinds or ()),
        batch_id=row.batch_id,
        added_at=row.added_at,
        reference=row.reference,
        note=row.note,
        beside=beside,
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=row.withdrawn_by,
        cause=WithdrawalCause(row.cause) if row.cause else None,
    )
