"""When an indicator proves wrong, what it caused is opened again and restoration is proposed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from tutela.casework import holds, place, store
from tutela.casework.machine import CLEARED, Command, move
from tutela.casework.model import DecisionState
from tutela.casework.successor import case_to_go_on
from tutela.casework.tables import case_item
from tutela.detection import store as detections
from tutela.law.model import WithdrawalCause
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.services.service import require_service

if TYPE_CHECKING:
    from tutela.casework.store import LockedItem
    from tutela.platform.node import Node
    from tutela.platform.work import Work


def reopen_after(node: Node, *, subject_id: str) -> None:
    """Reopens what the withdrawn indicator `subject_id` alone caused. Safe to run again.

    Only the cause `wrong` reopens; for the other causes nothing is reopened, shown or restored. An
    item that another indicator still matches stays as it is. A person decides on restoration.
    """
    indicator_id = UUID(subject_id)
    with node.work(NODE, purpose="undo a wrong indicator") as work:
        if detections.withdrawal_cause(work.connection, indicator_id) is not WithdrawalCause.WRONG:
            return
        matched = case_item.c.item_id.in_(detections.items_matched_by(indicator_id))
        items = store.lock_items(work.connection, matched)
        work.waited()
        caused = set(detections.items_caused_only_by_wrong(work.connection, indicator_id))
        for item in items:
            if item.item_id in caused:
                _undo(work, item, indicator_id)


def _undo(work: Work, item: LockedItem, indicator_id: UUID) -> None:
    """Counts the error, once, and reopens the item unless people have let it go by now."""
    detections.mark_undone(work.connection, item.item_id, work.now)
    detections.count_error(work.connection, item.service_id, item.surface, work.now.date())
    if item.state not in CLEARED or item.restricted:
        _reopen(work, item, indicator_id)


def _reopen(work: Work, item: LockedItem, indicator_id: UUID) -> None:
    moved = move(item.state, Command.REOPEN, by="node")
    before = item.case_id
    item = replace(item, case_id=case_to_go_on(work, item))
    _drop_proposal(work, item)
    store.set_item(
        work.connection,
        item.item_id,
        state=moved.target,
        restoration_proposed=True,
        doubters=[],
        case_id=item.case_id,
    )
    work.record(
        Event(moved.event),
        subject=("case", item.case_id),
        service_id=item.service_id,
        reason=WithdrawalCause.WRONG.sentence,
        item=str(item.item_id),
        indicator=str(indicator_id),
    )
    if item.restricted and not store.has_hold(work.connection, item.item_id):
        # Kept from view and waiting for a person again: that has a clock.
        policy = require_service(work.connection, item.service_id).policy
        holds.start(work, item, policy.hold_hours)
    place.renew(work, {before, item.case_id})


def _drop_proposal(work: Work, item: LockedItem) -> None:
    for one in store.decisions(work.connection, [item.item_id]):
        if one.state is DecisionState.PROPOSED:
            store.set_decision(work.connection, one.id, state=DecisionState.DECLINED.value)
