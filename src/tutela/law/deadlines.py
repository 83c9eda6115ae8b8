"""Deadlines that start, stop, resume, restart and are extended.

A `Deadline` is a rule of a profile; a `RunningClock` is one case of it, a value to be stored with
the thing it times. Hours, days and weeks are exact in UTC; months are calendar months in UTC.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import PlainValidator

from tutela.law.durations import Duration
from tutela.law.errors import (
    ClockAbsent,
    ClockBackwards,
    ClockInconsistent,
    ClockRunning,
    ClockStopped,
    NoExtension,
    NoNumericLimit,
    ValueRefused,
)
from tutela.law.instants import utc

_NONE = timedelta(0)


class Wording(StrEnum):
    """What a text says where it sets no number; `unknown` where its wording was not seen."""

    PROMPTLY = "promptly"
    EXPEDITIOUSLY = "expeditiously"
    WITHOUT_DELAY = "without-delay"
    WITHOUT_UNDUE_DELAY = "without-undue-delay"
    WHEN_IMPOSED = "when-imposed"
    SET_BY_AUTHORITY = "set-by-authority"
    UNKNOWN = "unknown"


class Bound(StrEnum):
    """Which side of the limit is allowed."""

    AT_MOST = "at-most"
    AT_LEAST = "at-least"
    IF_OVER = "if-over"
    LOOKING_BACK = "looking-back"


class Effect(StrEnum):
    """What a move does to a clock."""

    START = "start"
    STOP = "stop"
    RESUME = "resume"
    RESTART = "restart"
    EXTEND = "extend"
    END = "end"


def limit_of(value: object) -> Duration | Wording:
    """Read one limit: one of the `Wording` values or an ISO 8601 duration."""
    if isinstance(value, Duration | Wording):
        return value
    if not isinstance(value, str):
        raise ValueRefused(what=f"The limit {value!r}", problem="it is not text")
    return Wording(value) if value in set(Wording) else Duration.parse(value)


Limit = Annotated[Duration | Wording, PlainValidator(limit_of)]


@dataclass(frozen=True, slots=True)
class RunningClock:
    """One deadline under way: what it allows, since when, and what of it is used up.

    `consumed` is the running time before the latest stop; `resumed_at` is set while it runs again
    after one. Stopping keeps exactly the time that was left. Instants must be aware and are kept
    in UTC. Raises `NaiveInstant`, and `ClockInconsistent` for fields that contradict one another.
    """

    limit: Duration
    started_at: datetime
    stopped_at: datetime | None = None
    consumed: timedelta = _NONE
    resumed_at: datetime | None = None

    def __post_init__(self) -> None:
        for name in ("started_at", "stopped_at", "resumed_at"):
            instant = getattr(self, name)
            if instant is not None:
                object.__setattr__(self, name, utc(instant))
        problem = self._problem()
        if problem:
            raise ClockInconsistent(problem=problem)

    def _problem(self) -> str:
        turned = self.stopped_at or self.resumed_at
        if self.stopped_at and self.resumed_at:
            return "it is both stopped and resumed"
        if self.consumed < _NONE:
            return "it has used up less than nothing"
        if turned is None:
            return "it used up time but never stopped" if self.consumed else ""
        if turned - self.started_at < self.consumed:
            return "it used up more time than passed"
        return ""

    @property
    def _since(self) -> datetime:
        return self.resumed_at or self.started_at

    @property
    def _allowed(self) -> timedelta:
        return self.limit.after(self.started_at) - self.started_at

    def stop(self, at: datetime) -> Self:
        """Stand still from `at`. Raises `ClockStopped`, `ClockBackwards`."""
        if self.stopped_at is not None:
            raise ClockStopped(stopped_at=self.stopped_at.isoformat())
        at = _not_before(at, self._since)
        used = self.consumed + (at - self._since)
        return replace(self, stopped_at=at, consumed=used, resumed_at=None)

    def resume(self, at: datetime) -> Self:
        """Run on from `at` with the time that was left. Raises `ClockRunning`, `ClockBackwards`."""
        if self.stopped_at is None:
            raise ClockRunning
        return replace(self, stopped_at=None, resumed_at=_not_before(at, self.stopped_at))

    def restart(self, at: datetime) -> Self:
        """Run from `at` with the whole limit again. Raises `ClockBackwards`."""
        at = _not_before(at, self.stopped_at or self._since)
        return type(self)(limit=self.limit, started_at=at)

    def extend(self, by: Duration) -> Self:
        """Allow `by` more, counted from the same start."""
        return replace(self, limit=self.limit.plus(by))

    def used(self, now: datetime) -> timedelta:
        """Running time used up at `now`."""
        if self.stopped_at is not None:
            return self.consumed
        return self.consumed + (utc(now) - self._since)

    def due(self) -> datetime | None:
        """The last instant that is in time, or None while the clock stands still."""
        if self.stopped_at is not None:
            return None
        return self._since + self._allowed - self.consumed

    def remaining(self, now: datetime) -> timedelta:
        """Time left at `now`; negative when it has run out."""
        return self._allowed - self.used(now)

    def overdue(self, now: datetime) -> bool:
        """Whether the limit has passed; stopping a clock that had run out does not cure it."""
        return self.remaining(now) < _NONE


@dataclass(frozen=True, slots=True)
class Deadline:
    """One time limit of a profile: its length or wording, where it counts from, and its article."""

    name: str
    limit: Limit
    counted_from: str
    source: str
    bound: Bound = Bound.AT_MOST
    extension: Limit | None = None
    stops: bool = False
    restarts: bool = False
    note: str = ""

    def start(self, at: datetime) -> RunningClock:
        """A clock on this limit from `at`. Raises `NoNumericLimit` where the text sets none."""
        if isinstance(self.limit, Wording):
            raise NoNumericLimit(name=self.name, wording=self.limit.value)
        return RunningClock(limit=self.limit, started_at=at)


def turn(
    clock: RunningClock | None, effect: Effect, deadline: Deadline, at: datetime
) -> RunningClock | None:
    """What a move's clock effect makes of a clock; None when it has ended.

    `end` needs no clock, so ending twice is harmless; the other effects on an absent clock raise
    `ClockAbsent`. `extend` adds the deadline's extension and raises `NoExtension` without one.
    """
    if effect is Effect.END:
        return None
    if effect is Effect.START:
        return deadline.start(at)
    if clock is None:
        raise ClockAbsent(name=deadline.name, effect=effect.value)
    return _turned(clock, effect, deadline, at)


def _turned(clock: RunningClock, effect: Effect, deadline: Deadline, at: datetime) -> RunningClock:
    if effect is Effect.STOP:
        return clock.stop(at)
    if effect is Effect.RESUME:
        return clock.resume(at)
    if effect is Effect.RESTART:
        return clock.restart(at)
    if not isinstance(deadline.extension, Duration):
        raise NoExtension(name=deadline.name)
    return clock.extend(deadline.extension)


def _not_before(at: datetime, earliest: datetime) -> datetime:
    at = utc(at)
    if at < earliest:
        raise ClockBackwards(at=at.isoformat(), earliest=earliest.isoformat())
    return at
