"""Periods, figures and papers as values. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tutela.observatory.errors import PeriodBackwards, PeriodUnending

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Select

TOTAL = "TOTAL"
LAST_YEAR = 9998  # the day after the last of 9999 is no date


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days of UTC, both ends in it: no day has 23 or 25 hours, and the counters of scans are
    kept by the same days. Raises PeriodBackwards and PeriodUnending.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise PeriodBackwards(first=self.first, last=self.last)
        if self.last.year > LAST_YEAR:
            raise PeriodUnending(last=self.last)

    @classmethod
    def year(cls, year: int) -> Period:
        """A calendar year (Implementing Regulation (EU) 2024/2835, Article 2)."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @property
    def since(self) -> datetime:
        """The first moment."""
        return datetime.combine(self.first, time(), UTC)

    @property
    def before(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + timedelta(days=1), time(), UTC)

    def over(self, now: datetime) -> bool:
        """Whether nothing more can happen in it. What is made before is preliminary."""
        return now >= self.before

    def __str__(self) -> str:
        return f"{self.first.isoformat()}/{self.last.isoformat()}"


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted: one service in one period."""

    service_id: str
    period: Period


class Unit(StrEnum):
    """What a number counts."""

    COUNT = "count"
    HOURS = "median hours"
    BYTES = "bytes"


Key = tuple[str, str]  # row and column; TOTAL stands for all of them
Number = int | float | None
Numbers = dict[str, dict[Key, Number]]


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that is counted. `query` makes the SELECT, whose rows are `row`, `scope`, `number`.

    `definition` says in one sentence what is counted, `rows` and `scopes` by what it is divided.
    """

    name: str
    unit: Unit
    definition: str
    divided: str
    source: str
    query: Callable[[Scope], Select[Any]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure with its numbers, and the very query that made them."""

    figure: Figure
    scope: Scope
    sql: str
    parameters: Mapping[str, str]
    numbers: tuple[tuple[str, str, Number], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a paper: its file name without ending, its columns, its rows of finished cells.

    A blank cell does not apply or is not known; zero is `0`.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished paper. `notes` say what is not in it, and why; `unverified` are those of them that
    somebody has yet to compare with the official text.
    """

    kind: Kind
    scope: Scope
    preliminary: bool
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...]
    unverified: tuple[str, ...] = ()
    provider: str = ""


class Kind(StrEnum):
    """Which paper it is."""

    DSA = "dsa"
    INTERIM = "interim"


def number(numbers: Numbers, name: str, row: str = TOTAL, scope: str = TOTAL) -> Number:
    """One number of a figure; a count that no row tells of is zero."""
    return numbers[name].get((row, scope), 0)


def written(value: Number) -> str:
    """A number as a cell: whole, or with at most four places; None is blank."""
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    return f"{value:.4f}".rstrip("0").rstrip(".")
