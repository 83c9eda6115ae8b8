"""How long each step of an order may wait, and when that is too long. Pure.

The law says "without undue delay" and sets no number (2022/2065, Articles 9(1) and 10(1)); the
limits here are ours: they ring a bell, and nothing is done or refused because of them. The order's
own time limit is an instant, so daylight saving moves none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tutela.law.instants import utc
from tutela.orders.machine import OrderState
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.orders.model import OrderLine

LONGEST_UNREGISTERED: Final = timedelta(hours=4)
LONGEST_UNACKNOWLEDGED: Final = timedelta(hours=24)
LONGEST_UNDECIDED: Final = timedelta(hours=24)
LONGEST_UNREPORTED: Final = timedelta(hours=24)
_S = OrderState
_DECIDING = frozenset({_S.REGISTERED, _S.EXECUTING, _S.REINSTATING})
_TELLING = frozenset({_S.EFFECTED, _S.REFUSED, _S.REINSTATED})
_ACKNOWLEDGING = frozenset({_S.REGISTERED, _S.EXECUTING, _S.EFFECTED, _S.REFUSED})


@dataclass(frozen=True, slots=True)
class Clock:
    """One thing that is due. `law`: the order's own limit, not our bell."""

    name: str
    words: str
    due_at: datetime
    law: bool = False

    def over(self, now: datetime) -> bool:
        return self.due_at < now


def running(one: OrderLine) -> tuple[Clock, ...]:
    """The clocks that run on an order, the first due first."""
    found: list[Clock] = []
    received = utc(one.received_at)  # hours are counted in UTC, whatever a wall clock does
    if one.state is _S.RECEIVED:
        found.append(Clock("register", phrase("Register it"), received + LONGEST_UNREGISTERED))
    if one.acknowledged_at is None and one.state in _ACKNOWLEDGING:
        due = received + LONGEST_UNACKNOWLEDGED
        found.append(Clock("acknowledge", phrase("Confirm its receipt to the authority"), due))
    if one.state in _DECIDING:
        found.append(_effect(one))
    if one.state in _TELLING:
        since = utc(one.ended_at or one.effected_at or received)
        told = phrase("Tell the authority what came of it")
        found.append(Clock("report-back", told, since + LONGEST_UNREPORTED))
    return tuple(sorted(found, key=lambda clock: clock.due_at))


def _effect(one: OrderLine) -> Clock:
    words = phrase("Give effect to it, or refuse")
    if one.state is not _S.REGISTERED:
        words = phrase("Get the answer for every target")
    if one.due_at is not None:
        return Clock("effect", words, one.due_at, law=True)
    return Clock("effect", words, utc(one.received_at) + LONGEST_UNDECIDED)
