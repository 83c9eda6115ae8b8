"""What a complaint is about, as it stands in the rooms below: locked for who decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from tutela.casework.machine import ItemState
from tutela.casework.tables import case_item
from tutela.redress.notices import store as notices

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.redress.complaints.model import Complaint


def standing(connection: Connection, item_id: UUID) -> tuple[ItemState, bool]:
    """The state of an item, and whether it is kept from view; locked against who decides it."""
    query = select(case_item.c.state, case_item.c.restricted).where(case_item.c.item_id == item_id)
    row = connection.execute(query.with_for_update()).one()
    return ItemState(row.state), row.restricted


def lock_about(connection: Connection, one: Complaint) -> None:
    """Makes all who answer complaints about the same, or decide it, take turns."""
    if one.item_id:
        standing(connection, one.item_id)
    elif one.notice_id and (about := notices.find(connection, one.notice_id)):
        notices.lock_all(connection, about.joined_id or about.id)
