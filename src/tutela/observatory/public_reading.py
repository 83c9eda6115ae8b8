"""What was published of a paper, as people read it: tables, rates of error, and how long it took.

It is read from the finished cells that were kept, and nothing is counted. What an older or newer
program called otherwise shows under the name that it was kept by. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tutela.observatory import outside, public_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.observatory.outside import Seen

RATE, LEAST, MOST = "B/C", "B/C from", "B/C to"
_NO_COUNTS: Final = frozenset({outside.ERRORS, outside.MEDIANS})


@dataclass(frozen=True, slots=True)
class Line:
    """A count under its name; `depth`: under how many totals. `number` is empty where hidden."""

    name: str
    depth: int
    number: str


@dataclass(frozen=True, slots=True)
class Table:
    """What is counted, with its rows: the first is the total of the others. `code`: its figure."""

    code: str
    name: str
    about: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """How often a program was wrong of what people looked at, in percent, with its 95 % interval.

    All empty where nobody looked; `hidden` where a count of it is.
    """

    kind: str
    place: str
    hidden: bool
    rate: str
    least: str
    most: str


@dataclass(frozen=True, slots=True)
class Median:
    """How long half of the decisions took at most, in hours; empty where nothing was decided."""

    name: str
    hours: str
    hidden: bool


def tables(one: Seen) -> list[Table]:
    """The counts, in the order they were published; of nothing no parts are shown."""
    nothing = {(table, path) for table, path, cell in one.rows if cell == "0"}
    lines: dict[str, list[Line]] = {}
    for table, path, cell in one.rows:
        above = path.rpartition("/")[0]
        if table not in _NO_COUNTS and (table, above) not in nothing:
            names = path.split("/")
            name = public_words.row(table, names[-1])
            lines.setdefault(table, []).append(Line(name, len(names) - 1, _number(cell)))
    return [
        Table(name, *public_words.TABLES.get(name, (name, "")), tuple(rows))
        for name, rows in lines.items()
    ]


def rates(one: Seen) -> list[Rate]:
    """The rates of error, each with its ends."""
    cells: dict[str, dict[str, str]] = {}
    for table, path, cell in one.rows:
        if table == outside.ERRORS:
            where, _, what = path.partition("/" + RATE)
            cells.setdefault(where, {})[RATE + what] = cell
    return [_rate(where, found) for where, found in cells.items()]


def medians(one: Seen) -> list[Median]:
    """How long it took."""
    return list(_medians(one))


def _medians(one: Seen) -> Iterator[Median]:
    for table, row, cell in one.rows:
        if table == outside.MEDIANS:
            name = public_words.MEDIANS.get(row, row)
            yield Median(name, _number(cell), cell == outside.HIDDEN)


def _rate(where: str, found: dict[str, str]) -> Rate:
    kind, _, place = where.partition("/")
    return Rate(
        kind=public_words.kind(kind),
        place=public_words.place(place) if place else "",
        hidden=found.get(RATE) == outside.HIDDEN,
        rate=_percent(found.get(RATE, "")),
        least=_percent(found.get(LEAST, "")),
        most=_percent(found.get(MOST, "")),
    )


def _percent(cell: str) -> str:
    number = _number(cell)
    return f"{float(number) * 100:.1f}" if number else ""


def _number(cell: str) -> str:
    """A cell as it is read; empty where it is hidden."""
    return "" if cell == outside.HIDDEN else cell
