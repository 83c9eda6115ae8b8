"""Figures that a service published: what was found, done and complained of, for anybody to see."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from tutela.observatory import csvset, outside, public_words
from tutela.observatory.editions import publishing
from tutela.observatory.model import Sheet
from tutela.texts.phrase import day
from tutela.web.access import open_to_all
from tutela.web.program import program_of
from tutela.web.public.frame import PUBLIC, page

if TYPE_CHECKING:
    from tutela.observatory.editions.model import Publication

PATH: Final = PUBLIC + "/figures"
ONE: Final = PATH + "/{publication_id:uuid}"
RATE, LEAST, MOST = "B/C", "B/C from", "B/C to"
router = APIRouter(include_in_schema=False, dependencies=[Depends(open_to_all)])


@dataclass(frozen=True, slots=True)
class Line:
    """A count under its name; `depth`: under how many totals. `number` is empty where hidden."""

    name: str
    depth: int
    number: str


@dataclass(frozen=True, slots=True)
class Table:
    """What is counted, with its rows: the first is the total of the others."""

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
class Entry:
    """A published paper in the list of them."""

    id: UUID
    service: str
    paper: str
    first: str
    last: str
    version: int
    newest: bool


@router.get(PATH)
def figures(request: Request) -> Response:
    """Everything that was published here."""
    found = publishing.published(program_of(request).node)
    return page(request, "public/figures.html", entries=_entries(found))


@router.get(ONE)
def one_of_them(request: Request, publication_id: UUID) -> Response:
    """One published paper with its tables."""
    found = publishing.published(program_of(request).node)
    one = publishing.publication(program_of(request).node, publication_id)
    rates = _rates(one)
    return page(
        request,
        "public/figures_one.html",
        entry=next(each for each in _entries(found) if each.id == one.id),
        published_on=day(one.published_at.date()),
        threshold=one.threshold,
        tables=_tables(one),
        rates=rates,
        charted=any(each.rate for each in rates),
        medians=[
            (public_words.MEDIANS[row], _number(cell), cell == outside.HIDDEN)
            for table, row, cell in one.rows
            if table == outside.MEDIANS
        ],
    )


@router.get(ONE.replace("}", "}.csv"))
def as_csv(request: Request, publication_id: UUID) -> Response:
    """The same as a table for a program."""
    one = publishing.publication(program_of(request).node, publication_id)
    [data] = csvset.files([Sheet("figures", outside.COLUMNS, one.rows)]).values()
    return _file(one, data, "csv", "text/csv")


@router.get(ONE.replace("}", "}.json"))
def as_json(request: Request, publication_id: UUID) -> Response:
    """The same as JSON."""
    one = publishing.publication(program_of(request).node, publication_id)
    made = outside.as_json(Sheet("figures", outside.COLUMNS, one.rows), one.threshold)
    about = {
        "paper": one.kind.value,
        "service": one.service,
        "period": str(one.period),
        "version": one.version,
        "published_at": one.published_at.isoformat(),
    }
    text = json.dumps({**about, **made}, ensure_ascii=False, indent=1)
    return _file(one, text.encode(), "json", "application/json")


def _entries(found: list[Publication]) -> list[Entry]:
    """The list; of each paper and period the first is the newest version."""
    seen: set[tuple[object, ...]] = set()
    made = []
    for one in found:
        about = (one.service, one.kind, one.period)
        made.append(
            Entry(
                id=one.id,
                service=one.service,
                paper=public_words.PAPERS[one.kind],
                first=day(one.period.first),
                last=day(one.period.last),
                version=one.version,
                newest=about not in seen,
            )
        )
        seen.add(about)
    return made


def _tables(one: Publication) -> list[Table]:
    """The counts, in the order they were published; of nothing no parts are shown."""
    nothing = {(table, path) for table, path, cell in one.rows if cell == "0"}
    lines: dict[str, list[Line]] = {}
    for table, path, cell in one.rows:
        above = path.rpartition("/")[0]
        if table in public_words.TABLES and (table, above) not in nothing:
            names = path.split("/")
            name = public_words.row(table, names[-1])
            lines.setdefault(table, []).append(Line(name, len(names) - 1, _number(cell)))
    return [Table(*public_words.TABLES[name], tuple(rows)) for name, rows in lines.items()]


def _rates(one: Publication) -> list[Rate]:
    """The rates of error, each with its ends."""
    cells: dict[str, dict[str, str]] = {}
    for table, path, cell in one.rows:
        if table == outside.ERRORS:
            where, _, what = path.partition("/" + RATE)
            cells.setdefault(where, {})[RATE + what] = cell
    return [_rate(where, found) for where, found in cells.items()]


def _rate(where: str, found: dict[str, str]) -> Rate:
    kind, _, place = where.partition("/")
    return Rate(
        kind=public_words.kind(kind),
        place=public_words.place(place) if place else "",
        hidden=found[RATE] == outside.HIDDEN,
        rate=_percent(found[RATE]),
        least=_percent(found[LEAST]),
        most=_percent(found[MOST]),
    )


def _percent(cell: str) -> str:
    number = _number(cell)
    return f"{float(number) * 100:.1f}" if number else ""


def _number(cell: str) -> str:
    """A cell as it is read; empty where it is hidden."""
    return "" if cell == outside.HIDDEN else cell


def _file(one: Publication, data: bytes, ending: str, media_type: str) -> Response:
    named = {"Content-Disposition": f'attachment; filename="{one.file_name}.{ending}"'}
    return Response(data, media_type=media_type, headers=named)
