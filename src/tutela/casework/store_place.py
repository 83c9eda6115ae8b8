"""What the place of a case in the queue rests on: counted from its items and holds, and kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import aggregate_order_by

from tutela.casework.children import gravest
from tutela.casework.machine import TO_DECIDE, ItemState
from tutela.casework.priority import SOON, HoldStage
from tutela.casework.store import waits
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

    from tutela.casework.children import Circumstance


@dataclass(frozen=True, slots=True)
class Counted:
    """A case as its items and holds are now. `severity` is of what waits and is not in doubt;
    `to_look` of what is to be decided nobody may decide without a look (`rules.asks_look`).
    """

    is_open: bool
    opened_at: datetime
    danger: bool
    repeated: bool
    items: int
    pending: int
    to_look: int
    unsure: int
    seconding: int
    severity: int
    circumstance: Circumstance | None
    restoration: bool
    surfaces: tuple[str, ...]
    next_due_at: datetime | None
    alarmed: bool
    notices: int
    trusted: bool
    said_danger: bool
    flags: int
    flag_accounts: int
    flag_danger: bool
    flag_harmed: bool


def lock(connection: Connection, case_id: UUID) -> Row[Any]:
    """A case's row, locked until the transaction ends, so that what is counted next stays true."""
    return connection.execute(select(case).where(case.c.id == case_id).with_for_update()).one()


def counted(connection: Connection, about: Row[Any]) -> Counted:
    """The case, counted. The indicator of what is proposed for restoration proved wrong, so its
    severity counts for nothing.
    """
    state = case_item.c.state
    to_decide = state.in_([one.value for one in TO_DECIDE])
    needs_look = ~detections.is_exact(case_item.c.item_id) & ~case_item.c.restoration_proposed
    severe = waits() & ~case_item.c.restoration_proposed
    surfaces = aggregate_order_by(item.c.surface.distinct(), item.c.surface)
    items = connection.execute(
        select(
            func.count().label("items"),
            func.count().filter(to_decide).label("pending"),
            func.count().filter(to_decide, needs_look).label("to_look"),
            func.count().filter(state == ItemState.UNSURE.value).label("unsure"),
            func.count().filter(state == ItemState.SECONDING.value).label("seconding"),
            func.coalesce(func.max(case_item.c.severity).filter(severe), 0).label("severity"),
            func.array_agg(case_item.c.circumstance).filter(waits()).label("circumstances"),
            func.coalesce(func.bool_or(case_item.c.restoration_proposed), False).label("restoring"),
            func.coalesce(func.array_agg(surfaces), []).label("surfaces"),
        )
        .join_from(case_item, item, item.c.id == case_item.c.item_id)
        .where(case_item.c.case_id == about.id)
    ).one()
    clocks = connection.execute(
        select(
            func.min(hold.c.due_at).label("next_due_at"),
            func.coalesce(func.bool_or(hold.c.alarmed_at.is_not(None)), False).label("alarmed"),
        )
        .join_from(hold, case_item, case_item.c.item_id == hold.c.item_id)
        .where(case_item.c.case_id == about.id, hold.c.ended_at.is_(None))
    ).one()
    return Counted(
        is_open=about.state == "open",
        opened_at=about.opened_at,
        danger=about.danger,
        repeated=about.predecessor_id is not None,
        items=items.items,
        pending=items.pending,
        to_look=items.to_look,
        unsure=items.unsure,
        seconding=items.seconding,
        severity=items.severity,
        circumstance=gravest(items.circumstances or ()),
        restoration=items.restoring,
        surfaces=tuple(items.surfaces),
        next_due_at=clocks.next_due_at,
        alarmed=clocks.alarmed,
        notices=about.notices,
        trusted=about.notice_trusted,
        said_danger=about.notice_danger,
        flags=about.flags,
        flag_accounts=about.flag_accounts,
        flag_danger=about.flag_danger,
        flag_harmed=about.flag_harmed,
    )


def save(connection: Connection, case_id: UUID, **values: object) -> None:
    connection.execute(update(case).where(case.c.id == case_id).values(**values))


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
