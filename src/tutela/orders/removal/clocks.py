"""The clock of twenty-four hours, and what a move does to it. Pure.

It runs from this node's own receipt, stands still while an order is impossible or unclear, and
begins anew when that ends (COM(2022) 209, Article 14(2), (5) and (6)).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tutela.law import catalogue
from tutela.law.deadlines import RunningClock, turn
from tutela.law.draft import PROFILE
from tutela.law.durations import Duration
from tutela.orders.removal.checking import EXECUTE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from tutela.law.machine import ClockEffect

RUN_OUT: Final = "clock-run-out"


@dataclass(frozen=True, slots=True)
class Hours:
    """The clock as its row keeps it; all None: it does not run."""

    clock_at: datetime | None = None
    stopped_at: datetime | None = None
    due_at: datetime | None = None


def turned(before: Hours, effects: Iterable[ClockEffect], at: datetime) -> Hours:
    """What the effects of a move make of the clock. Others' clocks are not touched."""
    clock = _running(before)
    at = max(one for one in (at, before.clock_at, before.stopped_at) if one is not None)
    deadline = catalogue.load(PROFILE).deadline(EXECUTE)
    for each in effects:
        if each.clock == EXECUTE:
            clock = turn(clock, each.effect, deadline, at)
    if clock is None:
        return Hours()
    return Hours(clock.started_at, clock.stopped_at, clock.due())


def _running(one: Hours) -> RunningClock | None:
    limit = catalogue.load(PROFILE).deadline(EXECUTE).limit
    if one.clock_at is None or not isinstance(limit, Duration):
        return None
    if one.stopped_at is None:
        return RunningClock(limit, one.clock_at)
    return RunningClock(limit, one.clock_at).stop(one.stopped_at)
