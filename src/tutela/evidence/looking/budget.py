"""How much a person may still see, from counters and limits alone. Pure.

The day is the day of the node's time zone by the server's clock, nobody else's. Where that clock
goes back, counters stay as they are and time stands still for them until it has caught up, so
nothing is refilled. After a large step back (`CORRECTED`) it is taken for a clock put right: what
was counted goes on counting, for the day that it is now.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from tutela.evidence.looking.model import Cost, Reached, Refusal, Spent

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from tutela.evidence.looking.model import Limits

CORRECTED: Final = timedelta(days=2)
LEAST_SECONDS: Final = 5  # a shorter view would show nothing
MINUTE: Final = 60
NEAR: Final = 0.8  # of a limit
FULL: Final = 1.0


def none_yet(now: datetime, zone: ZoneInfo) -> Spent:
    """The counters of somebody who has seen nothing."""
    return Spent(day=now.astimezone(zone).date(), latest=now)


def as_of(spent: Spent, now: datetime, zone: ZoneInfo, limits: Limits) -> Spent:
    """The counters as they are now: a new day empties the day's, a rest the row's."""
    if spent.latest - now > CORRECTED:
        return replace(
            spent,
            day=now.astimezone(zone).date(),
            latest=now,
            resting_from=now,
            break_until=None,
        )
    instant = max(now, spent.latest)
    day = instant.astimezone(zone).date()
    if day > spent.day:
        spent = replace(spent, day=day, items=0, seconds=0, points=0, extensions=0)
    spent = replace(spent, latest=instant)
    return _rested(spent) if _has_rested(spent, limits) else spent


def refusal(spent: Spent, limits: Limits, zone: ZoneInfo, weight: int | None) -> Refusal | None:
    """Why no view may begin now; None if one may. `weight`: of a new item, None for a further step.

    `spent` is as of now. Whoever was told to rest is told so first only where the day is not over.
    """
    today = limits.extended(spent.extensions)
    new = weight is not None
    points = weight or 0
    if (
        spent.items + new > today.items
        or spent.points + points > today.points
        or today.minutes * MINUTE - spent.seconds < LEAST_SECONDS
    ):
        return Refusal(Reached.DAY, _end_of(spent, zone))
    if spent.break_until is not None and spent.latest < spent.break_until:
        return Refusal(Reached.BREAK, spent.break_until)
    if (
        spent.streak_items + new > limits.streak_items
        or spent.streak_points + points > limits.streak_points
        or limits.streak_minutes * MINUTE - spent.streak_seconds < LEAST_SECONDS
    ):
        return Refusal(Reached.STREAK, _rest_from(spent) + _pause(limits))
    return None


def seconds_left(spent: Spent, limits: Limits) -> int:
    """How many seconds of looking are left, today and in this row."""
    today = limits.extended(spent.extensions).minutes * MINUTE - spent.seconds
    return max(0, min(today, limits.streak_minutes * MINUTE - spent.streak_seconds))


def counted(runs: int, rest: int, room: int, *, new: bool) -> int:
    """How many of the seconds that a stretch of a film `runs` count, of `rest` that are left.

    `room` seconds stay for going on with it, into its parts: else a long film could be begun and
    never looked at. A new look counts at least half of what is left, whatever room that leaves.
    """
    return min(runs, max(rest - room, rest // 2 if new else 0))


def charged(spent: Spent, cost: Cost, closes_at: datetime) -> Spent:
    """The counters after a view has begun that ends at `closes_at` at the latest."""
    return replace(
        spent,
        items=spent.items + cost.items,
        points=spent.points + cost.points,
        seconds=spent.seconds + cost.seconds,
        streak_items=spent.streak_items + cost.items,
        streak_points=spent.streak_points + cost.points,
        streak_seconds=spent.streak_seconds + cost.seconds,
        resting_from=max(closes_at, spent.resting_from or closes_at),
    )


def given_back(spent: Spent, seconds: int, opened_at: datetime, zone: ZoneInfo) -> Spent:
    """The counters after a view ended `seconds` before it had to."""
    same_day = opened_at.astimezone(zone).date() >= spent.day
    return replace(
        spent,
        seconds=max(0, spent.seconds - seconds) if same_day else spent.seconds,
        streak_seconds=max(0, spent.streak_seconds - seconds),
    )


def full(spent: Spent, limits: Limits) -> float:
    """The share of the day's limit that is fullest: 1.0 where one is reached."""
    today = limits.extended(spent.extensions)
    return max(
        spent.items / today.items,
        spent.seconds / (today.minutes * MINUTE),
        spent.points / today.points,
    )


def _has_rested(spent: Spent, limits: Limits) -> bool:
    return spent.resting_from is not None and spent.latest - _rest_from(spent) >= _pause(limits)


def _rested(spent: Spent) -> Spent:
    return replace(spent, streak_items=0, streak_seconds=0, streak_points=0, resting_from=None)


def _rest_from(spent: Spent) -> datetime:
    return spent.resting_from or spent.latest


def _pause(limits: Limits) -> timedelta:
    return timedelta(minutes=limits.pause_minutes)


def _end_of(spent: Spent, zone: ZoneInfo) -> datetime:
    tomorrow = spent.day + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone).astimezone(spent.latest.tzinfo)
