"""Epochs of a log: a restore goes back in time, and says so by starting a new epoch.

The epoch is not kept beside the log but follows from it: it is what the last `node:restore` event
recorded as its fact `epoch`. A checkpoint states the epoch of its rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.platform.audit.model import Event

if TYPE_CHECKING:
    from tutela.platform.audit.model import AuditEvent

FIRST_EPOCH: Final = 1


def epoch_after(event: AuditEvent, epoch: int) -> int:
    """The epoch once `event` is in a log that was in `epoch`; it never goes back."""
    if event.event != Event.NODE_RESTORE or not isinstance(event.facts, dict):
        return epoch
    started = event.facts.get("epoch")
    return max(epoch, started) if isinstance(started, int) else epoch
