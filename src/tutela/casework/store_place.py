"""What the place of a case in the queue rests on: counted from its items and holds, and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import aggregate_order_by

from tutela.casework.children import gravest
from tutela.casework.machine import TO_DECIDE, ItemState
from tutela.casework.priority import SOON, HoldStage, hold_stage
from tutela.casework.store import waits
from tutela.casework.store_waits import WAITS
from tutela.casework.tables import case, case_item, hold
from tutela.detection import store as detections
from tutela.detection.tables import item
from tutela.indicators.tables import indicator
from tutela.platform.database.arrays import any_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from sqlalchemy import Connection, Row


def lock(connection: Connection, case_id: UUID) -> Row[Any]:
    """A case's row, locked until the transaction ends, so that what is counted next stays true."""
    return connection.execute(select(case).where(case.c.id == case_id).with_for_update()).one()


def counted(connection: Connection, case_id: UUID, now: datetime) -> dict[str, Any]:
    """The columns of a case that its items and holds make. The indicator of what is proposed for
    restoration proved wrong, so its severity counts for nothing; `to_look` counts what nobody may
    decide without a look (`rules.asks_look`).
    """
    state = case_item.c.state
    to_decide = state.in_([one.value for one in TO_DECIDE])
    needs_look = ~detections.is_exact(case_item.c.item_id) & ~case_item.c.restoration_proposed
    severe = waits() & ~case_item.c.restoration_proposed
    surfaces = aggregate_order_by(item.c.surface.distinct(), item.c.surface)
    items = connection.execute(
        select(
            func.count().label("item_count"),
            func.count().filter(to_decide).label("pending"),
            func.count().filter(to_decide, needs_look).label("to_look"),
            func.count().filter(state == ItemState.UNSURE.value).label("unsure"),
            func.count().filter(state == ItemState.SECONDING.value).label("seconding"),
            func.coalesce(func.max(case_item.c.severity).filter(severe), 0).label("severity"),
            func.array_agg(case_item.c.circumstance).filter(waits()).label("circumstance"),
            func.coalesce(func.bool_or(case_item.c.restoration_proposed), False).label(
                "restoration"
            ),
            func.coalesce(func.array_agg(surfaces), []).label("surfaces"),
        )
        .join_from(case_item, item, item.c.id == case_item.c.item_id)
        .where(case_item.c.case_id == case_id)
    ).one()
    clocks = connection.execute(
        select(
            func.min(hold.c.due_at).label("next_due_at"),
            func.coalesce(func.bool_or(hold.c.alarmed_at.is_not(None)), False).label("alarmed"),
        )
        .join_from(hold, case_item, case_item.c.item_id == hold.c.item_id)
        .where(case_item.c.case_id == case_id, hold.c.ended_at.is_(None))
    ).one()
    worst = gravest(items.circumstance or ())
    return {
        **items._mapping,  # noqa: SLF001 - a public name
        "circumstance": worst.value if worst else None,
        "next_due_at": clocks.next_due_at,
        "hold_stage": hold_stage(clocks.next_due_at, alarmed=clocks.alarmed, now=now).value,
    }


def save(connection: Connection, case_id: UUID, **values: object) -> bool:
    """Writes what changed of a case; whether anything of it waits for a decision then."""
    changed = update(case).where(case.c.id == case_id).values(**values).returning(WAITS)
    return bool(connection.execute(changed).scalar_one())


def labels(connection: Connection, indicators: Sequence[UUID]) -> list[tuple[str, str]]:
    """Scheme and label of each of these indicators, each pair once."""
    query = select(indicator.c.scheme, indicator.c.label).distinct()
    rows = connection.execute(query.where(indicator.c.id == any_id(indicators)))
    return [(row.scheme, row.label) for row in rows]


def ending_unmarked(connection: Connection, now: datetime) -> list[UUID]:
    """Cases whose hold ends soon and which do not stand ahead for it yet, locked."""
    query = (
        select(case.c.id)
        .where(case.c.hold_stage == HoldStage.RUNNING.value, case.c.next_due_at <= now + SOON)
        .with_for_update(skip_locked=True)
    )
    return list(connection.execute(query).scalars())
