"""Marking items as made or shared by children themselves; support comes first, at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.casework import actions, locking, place, store, store_place
from tutela.casework.children import shown
from tutela.casework.claims import keeping, noting
from tutela.casework.claims.model import NoteKind
from tutela.casework.errors import NothingToMark, OwnMark, ReasonMissing
from tutela.casework.persons import require_person
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from uuid import UUID

    from tutela.casework.children import Circumstance
    from tutela.casework.store import LockedItem
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work


@dataclass(frozen=True, slots=True)
class Marking:
    """What somebody says of items; no circumstance takes the mark off.

    `childs_account`: the account seems to be the child's own, so support may be shown there. Where
    it may be the account of whoever harms the child, it must not be said.
    """

    circumstance: Circumstance | None
    reason: str
    childs_account: bool = False


def mark(
    node: Node,
    actor: Actor,
    case_id: UUID,
    marking: Marking,
    *,
    item_ids: Collection[UUID] | None = None,
) -> int:
    """Marks items of a case (all, by default), and returns how many changed.

    Decided items too: what is proposed from then on follows the mark. Where the account is the
    child's, the platform is asked to show support there at once, which restricts nobody. Whoever
    had a hand in a mark does not take it off. A mark that is off still lets nobody decide alone:
    only `recalling` ends that. Raises CaseUnknown, ItemUnknown, ReasonMissing, NothingToMark,
    OwnMark, PersonNeeded.
    """
    require_person(actor, Permission.CASE_DECIDE)
    if not marking.reason.strip():
        raise ReasonMissing
    with node.work(actor, purpose="mark what children made themselves") as work:
        items = [one for one in locking.meant(work, case_id, item_ids) if _differs(one, marking)]
        if not items:
            raise NothingToMark(case=case_id)
        row = store_place.lock(work.connection, case_id)
        noted = noting.add(work, row, NoteKind.MARK, marking.reason)
        for item in items:
            _mark(work, item, marking, noted)
        accounts = {one.account_ref: one for one in items if one.account_ref}
        if marking.circumstance and marking.childs_account:
            for item in accounts.values():
                actions.support(work, item, marking.circumstance, shown(marking.circumstance))
        place.renew(work, [case_id])
        keeping.prolong(work, case_id)
        return len(items)


def _differs(item: LockedItem, marking: Marking) -> bool:
    said = marking.circumstance, bool(marking.circumstance) and marking.childs_account
    return (item.circumstance, item.childs_account) != said


def _mark(work: Work, item: LockedItem, marking: Marking, noted: Mapping[str, str]) -> None:
    """Keeps what is said of one item. Raises OwnMark."""
    one = marking.circumstance
    childs = one is not None and marking.childs_account
    weaker = one is None or (item.childs_account and not childs)
    if weaker and work.actor.id in item.markers:
        raise OwnMark(item=item.item_id)
    store.set_item(
        work.connection,
        item.item_id,
        circumstance=one.value if one else None,
        childs_account=childs,
        said_childs=item.said_childs or childs,
        markers=list(dict.fromkeys([*item.markers, work.actor.id])),
    )
    work.record(
        Event.CIRCUMSTANCE_SET if one else Event.CIRCUMSTANCE_CLEAR,
        subject=("item", item.item_id),
        service_id=item.service_id,
        case=str(item.case_id),
        circumstance=one.value if one else None,
        was=item.circumstance.value if item.circumstance else None,
        childs_account=childs,
        **noted,
    )
