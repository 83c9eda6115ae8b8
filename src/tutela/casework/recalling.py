"""Recalling a mark that proves wrong: two people, and what it caused is put right."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tutela.casework import actions, locking, place, store, store_place
from tutela.casework.claims import noting
from tutela.casework.claims.model import NoteKind
from tutela.casework.errors import NothingToRecall, ReasonMissing
from tutela.casework.persons import require_person
from tutela.casework.tables import case_item
from tutela.platform.approvals import asking
from tutela.platform.approvals.errors import RequestStale
from tutela.platform.approvals.model import Act, Asked
from tutela.platform.audit.model import Event
from tutela.platform.database.arrays import any_id
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from typing import Any, NoReturn

    from tutela.casework.store import LockedItem
    from tutela.platform.actor import Actor
    from tutela.platform.approvals.model import Request
    from tutela.platform.node import Node
    from tutela.platform.work import Work


def recall(
    node: Node,
    actor: Actor,
    case_id: UUID,
    *,
    reason: str,
    item_ids: Collection[UUID] | None = None,
) -> NoReturn:
    """Asks that marks of a case (all, by default) count as never set, those that are off too.

    Whoever set one may ask. Raises AwaitsApproval once that is written down; CaseUnknown,
    ItemUnknown, NothingToRecall, ReasonMissing, PersonNeeded and RequestWaits before.
    """
    require_person(actor, Permission.CASE_DECIDE)
    if not reason.strip():
        raise ReasonMissing
    with node.work(actor, purpose="recall a wrong mark") as work:
        items = [one for one in locking.meant(work, case_id, item_ids) if one.markers]
        if not items:
            raise NothingToRecall(case=case_id)
        waits = asking.ask(work, _asked(case_id, items), reason)
    raise waits


def carry_out(work: Work, request: Request) -> None:
    """Recalls marks that another person agreed were wrong. Raises RequestStale if anybody said
    something else of them since.

    The priority follows, and what is proposed for the account. Where the platform was asked to
    show support, it is told that this ends; reports follow by the event.
    """
    said: dict[str, Any] = request.asked.payload["said"]
    meant = case_item.c.item_id == any_id([UUID(one) for one in said])
    items = store.lock_items(work.connection, meant)
    work.waited()
    if {str(one.item_id): _said(one) for one in items} != said:
        raise RequestStale
    for case_id in sorted({one.case_id for one in items}):
        row = store_place.lock(work.connection, case_id)
        noted = noting.add(work, row, NoteKind.MARK, f"Recalled as wrong: {request.reason}")
        _recall(work, [one for one in items if one.case_id == case_id], noted)
    place.renew(work, {one.case_id for one in items})


def _recall(work: Work, items: Sequence[LockedItem], noted: dict[str, str]) -> None:
    for item in items:
        store.set_item(
            work.connection,
            item.item_id,
            circumstance=None,
            childs_account=False,
            said_childs=False,
            markers=[],
        )
        work.record(
            Event.CIRCUMSTANCE_RECALL,
            subject=("item", item.item_id),
            service_id=item.service_id,
            case=str(item.case_id),
            was=item.circumstance.value if item.circumstance else None,
            childs_account=item.said_childs,
            **noted,
        )
    for item in {one.account_ref: one for one in items if one.said_childs}.values():
        # Another item of the account may rightly say that it is a child's.
        if item.account_ref and not store.is_childs(
            work.connection, item.service_id, item.account_ref
        ):
            actions.end_support(work, item)


def _asked(case_id: UUID, items: Sequence[LockedItem]) -> Asked:
    count = "1 item" if len(items) == 1 else f"{len(items)} items"
    changes = [f"The mark on {count} counts as never set: one person may decide again."]
    if any(one.said_childs for one in items):
        changes.append("The platform is told that support on the child's account ends.")
    payload = {"said": {str(one.item_id): _said(one) for one in items}}
    return Asked(Act.RECALL, items[0].service_id, str(case_id), tuple(changes), payload)


def _said(item: LockedItem) -> list[Any]:
    """What stands of a mark, to see whether it still is what was asked about."""
    one = item.circumstance
    return [one.value if one else None, item.childs_account, list(item.markers)]
