"""Numbers, spans and states as people say them. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from tutela.law.durations import Duration
from tutela.law.errors import DurationUnreadable

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MOST_MINUTES = 90 * MINUTE
MOST_HOURS = 4 * DAY  # a hold of 72 hours is counted in hours to its end
SOON = 24 * HOUR
SHORT_ID = 8
_KILO = 1000
_UNITS = ("kB", "MB", "GB", "TB")


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant with the words for it; `tone` is one of the four of the style sheet."""

    words: str
    at: datetime
    tone: str = "open"


def span(length: timedelta) -> str:
    """A length of time in its most telling unit, rounded down: "25 min", "70 h", "5 days"."""
    length = abs(length)
    if length < MINUTE:
        return "less than a minute"
    if length < MOST_MINUTES:
        return f"{length // MINUTE} min"
    if length < MOST_HOURS:
        return f"{length // HOUR} h"
    return count(length // DAY, "day")


def ago(then: datetime, now: datetime) -> Moment:
    """How long ago something was."""
    return Moment(f"{span(now - then)} ago" if now - then >= MINUTE else "just now", then)


def until(then: datetime, now: datetime) -> Moment:
    """How long something still runs."""
    over = then <= now
    return Moment("over" if over else f"in {span(then - now)}", then, "stop" if over else "open")


def hold_clock(due_at: datetime, now: datetime) -> Moment:
    """A running hold: when it ends, or since when it is overdue."""
    left = due_at - now
    if left <= timedelta(0):
        return Moment(f"overdue by {span(left)}", due_at, "stop")
    return Moment(f"ends in {span(left)}", due_at, "heed" if left <= SOON else "open")


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: "1 item", "3,000 items", "2 entries"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def size(number: int) -> str:
    """Bytes as people say them: "840 bytes", "1.2 MB"."""
    if number < _KILO:
        return count(number, "byte")
    power = min(int(math.log10(number)) // 3, len(_UNITS))
    return f"{number / _KILO**power:.1f} {_UNITS[power - 1]}"


def duration(text: str) -> str:
    """A limit of the law in words: "12 months" for `P12M`; what is no duration stays as it is."""
    try:
        found = Duration.parse(text)
    except DurationUnreadable:
        return text.replace("-", " ")
    hours, seconds = divmod(found.seconds, 3600)
    parts = [(found.months, "month"), (found.days, "day"), (hours, "hour"), (seconds, "second")]
    return listed([count(number, noun) for number, noun in parts if number])


def listed(things: list[str]) -> str:
    """Things in a sentence: "one", "one and two", "one, two and three"."""
    return " and ".join([", ".join(things[:-1]), things[-1]] if len(things) > 1 else things)


def short(identifier: object) -> str:
    """The end of an id, for people to compare; its beginning is only the time it was made."""
    return str(identifier)[-SHORT_ID:]
