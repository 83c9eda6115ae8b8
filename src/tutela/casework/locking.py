"""The items of a case that somebody means, locked for what is done to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.casework import store
from tutela.casework.errors import CaseUnknown, ItemUnknown
from tutela.casework.tables import case_item
from tutela.platform.database.arrays import any_id

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from tutela.casework.machine import ItemState
    from tutela.casework.store import LockedItem
    from tutela.platform.work import Work


def meant(
    work: Work,
    case_id: UUID,
    item_ids: Collection[UUID] | None,
    states: Collection[ItemState] | None = None,
) -> list[LockedItem]:
    """These items of a case, each once; by default all that are in one of `states`, or just all.

    No other item is locked: a case may have many. Raises CaseUnknown and ItemUnknown.
    """
    where = case_item.c.case_id == case_id
    if item_ids is not None:
        where &= case_item.c.item_id == any_id(item_ids)
    elif states is not None:
        where &= case_item.c.state.in_([state.value for state in states])
    items = store.lock_items(work.connection, where)
    if not items and not store.exists_case(work.connection, case_id):
        raise CaseUnknown(case=case_id)
    work.waited()
    for item_id in sorted(set(item_ids or ()) - {item.item_id for item in items}):
        raise ItemUnknown(item=item_id, case=case_id)
    return items


def wherever(work: Work, item_id: UUID) -> LockedItem:
    """An item in whatever case it is now; only what is known to have a case may be asked for."""
    [item] = store.lock_items(work.connection, case_item.c.item_id == item_id)
    work.waited()
    return item
