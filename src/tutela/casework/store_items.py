"""Reading the items of a case, a part at a time: what waits for a person stands first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select, tuple_

from tutela.casework.errors import ItemUnknown
from tutela.casework.machine import ItemState
from tutela.casework.store import waits
from tutela.casework.tables import case_item
from tutela.detection.tables import item
from tutela.platform.database.arrays import any_id
from tutela.platform.services.tables import surface

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from typing import Any
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Row, Select

PAGE = 100  # items that are read at once: as many as one act decides

_PLACE = (~waits(), item.c.received_at, item.c.id)
_SHOWN = (
    select(item, case_item.c.state, case_item.c.restricted, case_item.c.restoration_proposed)
    .add_columns(case_item.c.evidence_id, case_item.c.doubters, case_item.c.circumstance)
    .add_columns(case_item.c.childs_account, case_item.c.markers)
    .add_columns(surface.c.kind.label("surface_kind"))
    .join(case_item, case_item.c.item_id == item.c.id)
    .join(
        surface,
        (surface.c.service_id == item.c.service_id) & (surface.c.name == item.c.surface),
    )
)


def part(
    connection: Connection, case_id: UUID, *, after: UUID | None, in_order: bool
) -> tuple[int, Sequence[Row[Any]]]:
    """At most PAGE items behind the item `after`, and how many stand before them.

    `in_order`: as they came in, for a case that is shown whole. Raises ItemUnknown.
    """
    here = case_item.c.case_id == case_id
    before = 0
    query = _SHOWN.where(here)
    if after is not None:
        place = _place_of(connection, case_id, after)
        before = connection.execute(_counted().where(here, tuple_(*_PLACE) <= place)).scalar_one()
        query = query.where(tuple_(*_PLACE) > place)
    order = _PLACE[1:] if in_order else _PLACE
    return before, connection.execute(query.order_by(*order).limit(PAGE)).all()


def chosen(connection: Connection, case_id: UUID, ids: Collection[UUID]) -> Sequence[Row[Any]]:
    """Those items of a case, in order. Raises ItemUnknown."""
    mine = and_(case_item.c.case_id == case_id, item.c.id == any_id(ids))
    rows = connection.execute(_SHOWN.where(mine).order_by(*_PLACE[1:])).all()
    for one in set(ids) - {row.id for row in rows}:
        raise ItemUnknown(item=one, case=case_id)
    return rows


def any_confirmed(connection: Connection, case_id: UUID) -> bool:
    """Whether any item of a case is confirmed."""
    found = select(case_item.c.item_id).where(
        case_item.c.case_id == case_id, case_item.c.state == ItemState.CONFIRMED.value
    )
    return connection.execute(found.limit(1)).first() is not None


def _place_of(connection: Connection, case_id: UUID, item_id: UUID) -> ColumnElement[Any]:
    query = select(*_PLACE).join_from(case_item, item, item.c.id == case_item.c.item_id)
    row = connection.execute(
        query.where(case_item.c.case_id == case_id, item.c.id == item_id)
    ).one_or_none()
    if row is None:
        raise ItemUnknown(item=item_id, case=case_id)
    return tuple_(*row)


def _counted() -> Select[Any]:
    return select(func.count()).join_from(case_item, item, item.c.id == case_item.c.item_id)
