"""ISO 8601 durations as the law uses them: whole months, weeks, days and hours.

A `timedelta` cannot say "three months", so a duration keeps months, days and seconds apart.
"""

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import MAXYEAR, datetime, timedelta
from typing import Self

from tutela.law.errors import DeadlineOutOfRange, DurationUnreadable
from tutela.law.instants import utc

_N = "([0-9]{1,4})"
_FORM = re.compile(
    rf"P(?:{_N}W|(?=[0-9T])(?:{_N}Y)?(?:{_N}M)?(?:{_N}D)?"
    rf"(?:T(?=[0-9])(?:{_N}H)?(?:{_N}M)?(?:{_N}S)?)?)"
)


@dataclass(frozen=True, slots=True)
class Duration:
    """Months, days and seconds, counted apart; two spellings of one length are equal.

    Made by `Duration.parse`. Source of the notation: ISO 8601-1:2019, 5.5.2 (without fractions).
    """

    months: int
    days: int
    seconds: int
    text: str = field(compare=False)

    def __str__(self) -> str:
        return self.text

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `P3M`, `PT24H`, `P2W` or `P1Y6M`. Raises `DurationUnreadable`, also for zero."""
        found = _FORM.fullmatch(text)
        if found is None:
            raise DurationUnreadable(text=repr(text))
        weeks, years, months, days, hours, minutes, seconds = (int(n or 0) for n in found.groups())
        made = cls(
            years * 12 + months, weeks * 7 + days, (hours * 60 + minutes) * 60 + seconds, text
        )
        if not (made.months or made.days or made.seconds):
            raise DurationUnreadable(text=repr(text))
        return made

    def after(self, start: datetime) -> datetime:
        """The instant this long after `start`, in UTC.

        Months are calendar months; a day the month lacks becomes its last day (31 January + P1M is
        28 or 29 February). Days are 24 hours, as UTC has no daylight saving. Raises `NaiveInstant`
        and, beyond the year 9999, `DeadlineOutOfRange`.
        """
        try:
            moved = _add_months(utc(start), self.months)
            return moved + timedelta(days=self.days, seconds=self.seconds)
        except OverflowError as error:
            raise DeadlineOutOfRange(limit=self, start=start.isoformat()) from error

    def plus(self, other: "Duration") -> "Duration":
        """Both one after the other: months with months, days with days, seconds with seconds."""
        sums = (self.months + other.months, self.days + other.days, self.seconds + other.seconds)
        return Duration(*sums, _spelt(*sums))


def _add_months(start: datetime, months: int) -> datetime:
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    if year > MAXYEAR:
        raise OverflowError
    last = monthrange(year, month + 1)[1]
    return start.replace(year=year, month=month + 1, day=min(start.day, last))


def _spelt(months: int, days: int, seconds: int) -> str:
    if days and not (months or seconds or days % 7):
        return f"P{days // 7}W"
    date = (f"{months}M" if months else "") + (f"{days}D" if days else "")
    unit, size = ("H", 3600) if seconds % 3600 == 0 else ("S", 1)
    return "P" + date + (f"T{seconds // size}{unit}" if seconds else "")
