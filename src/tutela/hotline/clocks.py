"""The clocks of a hotline's case. No law sets them: they are our own targets. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from tutela.hotline.machine import State

ASSESS_WITHIN: Final = timedelta(days=1)
ACT_WITHIN: Final = timedelta(days=1)  # once it was found illegal
LOOK_AFTER: Final = timedelta(days=3)
HEAR_AFTER: Final = timedelta(days=7)  # of the hotline that has it
URGENT: Final = timedelta(hours=4)
POLICE_HOURS: Final = 24
MOST_POLICE_HOURS: Final = 30 * 24
KEPT_OPEN: Final = timedelta(days=2 * 365)  # since it last moved
KEPT_AFTER: Final = timedelta(days=365)  # for whoever asks what became of it
_WITHIN: Final = {
    State.OPEN: ASSESS_WITHIN,
    State.ILLEGAL: ACT_WITHIN,
    State.TOLD: LOOK_AFTER,
    State.HANDED: HEAR_AFTER,
}


def due(state: State, now: datetime, *, urgent: bool) -> datetime | None:
    """By when the next thing is to be done; None once a case is over. With the police: their own
    time, which whoever tells them agrees with them.
    """
    within = _WITHIN.get(state)
    if within is None:
        return None
    return now + (min(within, URGENT) if urgent and state is not State.HANDED else within)


def erased(state: State, now: datetime) -> datetime:
    """When what a case says is erased, unless it moves again before."""
    return now + (KEPT_AFTER if state.over else KEPT_OPEN)
