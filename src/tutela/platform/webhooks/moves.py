"""Moving a locked delivery, with the event that tells of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tutela.platform.webhooks import store
from tutela.platform.webhooks.machine import FINISHED, MOVES, OVER, Command
from tutela.platform.webhooks.model import VERDICT, Delivery, DeliveryState

if TYPE_CHECKING:
    from tutela.platform.work import Work


def move(work: Work, one: Delivery, command: Command, *, reason: str = "") -> None:
    """Writes the state that follows from `command`. The caller has locked the row.

    Of a delivered verdict nothing is kept but the receipt in the log. What was given up once keeps
    since when, until it arrives or is closed.
    """
    state, event = MOVES[one.state, command]
    if state is DeliveryState.DELIVERED and one.kind == VERDICT:
        store.forget(work.connection, one.id)
    else:
        finished_at = work.now if state in FINISHED else one.finished_at
        sealed = None if state in OVER else one.sealed
        saved = replace(one, state=state, finished_at=finished_at, sealed=sealed)
        store.save(work.connection, saved)
    if event is not None:
        work.record(
            event,
            subject=("delivery", one.id),
            service_id=one.service_id,
            reason=reason,
            kind=one.kind,
            status=one.last_status,
            error=one.last_error,
            attempts=one.attempts,
        )
