"""How long an attempt to sign in must wait, as plain arithmetic.

The first tries are free; after them each costs twice the wait of the last, up to a quarter of an
hour. Nobody is ever locked out for good, and a quiet hour wipes the slate (NIST SP 800-63B 5.2.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

NO_WAIT = timedelta(0)


class Kind(StrEnum):
    """What attempts are counted by."""

    NAME = "name"
    SOURCE = "source"
    FACTOR = "factor"


@dataclass(frozen=True, slots=True)
class Limit:
    """How many tries are free, and what the next ones cost."""

    free: int
    first: timedelta
    longest: timedelta
    forgotten_after: timedelta


_HOUR = timedelta(hours=1)
_QUARTER = timedelta(minutes=15)
LIMITS = {
    Kind.NAME: Limit(5, timedelta(seconds=2), _QUARTER, _HOUR),
    # Many people may share an address, so it gets more.
    Kind.SOURCE: Limit(20, timedelta(seconds=2), _QUARTER, _HOUR),
    # Codes after a password that was right: counted apart, or each password would allow five more.
    Kind.FACTOR: Limit(5, timedelta(seconds=2), _QUARTER, _HOUR),
}


@dataclass(frozen=True, slots=True)
class Attempts:
    """Unsuccessful tries so far, the last one's instant, and when the next one may be made."""

    tries: int
    last_at: datetime
    open_at: datetime


def wait_after(limit: Limit, tries: int) -> timedelta:
    """The wait that follows the `tries`-th unsuccessful try."""
    if tries < limit.free:
        return NO_WAIT
    doublings = min(tries - limit.free, 32)
    return min(limit.longest, limit.first * (1 << doublings))


def wait_now(limit: Limit, attempts: Attempts, now: datetime) -> timedelta:
    """How long to wait from `now` on; never more than the longest wait, whatever the clock did."""
    left = attempts.open_at - now
    return left if NO_WAIT < left <= limit.longest else NO_WAIT


def counted(limit: Limit, attempts: Attempts, now: datetime) -> Attempts:
    """`attempts` and one more unsuccessful try at `now`."""
    quiet = now - attempts.last_at > limit.forgotten_after
    tries = 1 if quiet else attempts.tries + 1
    return Attempts(tries, now, now + wait_after(limit, tries))


def uncounted(limit: Limit, attempts: Attempts) -> Attempts:
    """`attempts` without the last one, which turned out to be right."""
    tries = max(0, attempts.tries - 1)
    return Attempts(tries, attempts.last_at, attempts.last_at + wait_after(limit, tries))
