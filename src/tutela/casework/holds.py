"""The clock of a hold: when nobody has looked in time, an alarm.

It never ends a hold that nobody has decided about.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tutela.casework import outcome, place, store, store_place
from tutela.casework.tables import case_item
from tutela.platform import log
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event

if TYPE_CHECKING:
    from tutela.casework.store import LockedItem
    from tutela.platform.node import Node
    from tutela.platform.work import Work


def start(work: Work, item: LockedItem, hours: int) -> None:
    """Starts the clock of an item that is kept from view; it raises an alarm after `hours`."""
    hold_id, due_at = work.new_id(), work.now + timedelta(hours=hours)
    store.start_hold(
        work.connection,
        hold_id=hold_id,
        service_id=item.service_id,
        item_id=item.item_id,
        case_id=item.case_id,
        now=work.now,
        due_at=due_at,
    )
    work.record(
        Event.HOLD_START,
        subject=("item", item.item_id),
        service_id=item.service_id,
        hold=str(hold_id),
        due_at=due_at.isoformat(),
    )


def raise_alarms(node: Node) -> int:
    """Marks every hold past its clock, in the log and on the desk; returns how many.

    Where people could not tell an age, the clock says how long they keep the item: it is restored.
    """
    with node.work(NODE, purpose="watch the holds' clocks") as work:
        overdue = store.overdue_holds(work.connection, work.now)
        late = [one for one in overdue if not one.lets_go]
        for one in late:
            store.mark_alarmed(work.connection, one.id, work.now)
            work.record(
                Event.HOLD_ALARM,
                subject=("item", one.item_id),
                service_id=one.service_id,
                hold=str(one.id),
                case=str(one.case_id),
            )
        kept = case_item.c.item_id.in_([one.item_id for one in overdue if one.lets_go])
        for item in store.lock_items(work.connection, kept):
            outcome.let_go(work, item)
        place.renew(work, {one.case_id for one in overdue})
    if late:
        log.get("casework").warning("hold-alarm", holds=len(late))
    return len(late)


def note_ending(node: Node) -> int:
    """Moves the cases ahead whose hold ends soon; returns how many. Their clocks go on."""
    with node.work(NODE, purpose="watch the holds' clocks") as work:
        ending = store_place.ending_unmarked(work.connection, work.now)
        place.renew(work, ending)
    return len(ending)
