"""Numbers, spans and states as people say them. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from tutela.law.durations import Duration
from tutela.law.errors import DurationUnreadable
from tutela.texts.phrase import listed, phrase, several, word

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
        return phrase("less than a minute")
    if length < MOST_MINUTES:
        return phrase("{minutes} min", minutes=length // MINUTE)
    if length < MOST_HOURS:
        return phrase("{hours} h", hours=length // HOUR)
    return several(length // DAY, "{n} day", "{n} days")


def ago(then: datetime, now: datetime) -> Moment:
    """How long ago something was."""
    return Moment(
        phrase("{span} ago", span=span(now - then)) if now - then >= MINUTE else phrase("just now"),
        then,
    )


def until(then: datetime, now: datetime) -> Moment:
    """How long something still runs."""
    over = then <= now
    words = phrase("over") if over else phrase("in {span}", span=span(then - now))
    return Moment(words, then, "stop" if over else "open")


def hold_clock(due_at: datetime, now: datetime) -> Moment:
    """A running hold: when it ends, or since when it is overdue."""
    left = due_at - now
    if left <= timedelta(0):
        return Moment(phrase("overdue by {left}", left=span(left)), due_at, "stop")
    return Moment(
        phrase("ends in {left}", left=span(left)), due_at, "heed" if left <= SOON else "open"
    )


def size(number: int) -> str:
    """Bytes as people say them: "840 bytes", "1.2 MB"."""
    if number < _KILO:
        return several(number, "{n} byte", "{n} bytes")
    power = min(int(math.log10(number)) // 3, len(_UNITS))
    return f"{number / _KILO**power:.1f} {_UNITS[power - 1]}"


def duration(text: str) -> str:
    """A limit of the law in words: "12 months" for `P12M`; what is no duration stays as it is."""
    try:
        found = Duration.parse(text)
    except DurationUnreadable:
        return word(text)
    hours, seconds = divmod(found.seconds, 3600)
    parts = [
        several(found.months, "{n} month", "{n} months"),
        several(found.days, "{n} day", "{n} days"),
        several(hours, "{n} hour", "{n} hours"),
        several(seconds, "{n} second", "{n} seconds"),
    ]
    numbers = (found.months, found.days, hours, seconds)
    return listed(part for part, number in zip(parts, numbers, strict=True) if number)


def minute(instant: datetime) -> str:
    """An instant in UTC, to the minute, as every language reads it."""
    return f"{instant:%Y-%m-%d %H:%M} UTC"


def short(identifier: object) -> str:
    """The end of an id, for people to compare; its beginning is only the time it was made."""
    return str(identifier)[-SHORT_ID:]
