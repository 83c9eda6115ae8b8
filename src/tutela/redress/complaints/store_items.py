"""How the item of a complaint stands: read from the rooms below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from tutela.casework.machine import ItemState
from tutela.casework.tables import case_item

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection


def standing(connection: Connection, item_id: UUID) -> tuple[ItemState, bool]:
    """The state of an item, and whether it is kept from view; locked against who decides it."""
    query = select(case_item.c.state, case_item.c.restricted).where(case_item.c.item_id == item_id)
    row = connection.execute(query.with_for_update()).one()
    return ItemState(row.state), row.restricted
