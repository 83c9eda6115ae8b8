"""A paper with every number as PDF, for the authority: a draft, or as it was closed.

In English, as its tables are. The same closed paper gives the same bytes. Who closed it is not
in it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from tutela.observatory import rates
from tutela.observatory.interim import ERRORS
from tutela.observatory.model import TOTAL, Kind, Sheet, written
from tutela.observatory.printing import blocks, sheets
from tutela.observatory.printing.names import NAMES, TITLES
from tutela.observatory.printing.papers import typeset
from tutela.observatory.shown import as_json
from tutela.texts.catalogue import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from tutela.observatory.editions.archive import Kept
    from tutela.observatory.editions.model import Edition
    from tutela.observatory.model import Numbers, Paper
    from tutela.observatory.printing.blocks import Block, Share

    Queries = Sequence[Mapping[str, str]]

RATES: Final = ("What", "A flagged", "B not abuse", "C reviewed", "B/A (95 %)", "B/C (95 %)")
_RATES: Final = (
    "A: automatically flagged. B: not abuse on human review. C: subject to human review. Each rate "
    "stands with its interval at 95 % (Wilson): the true one lies between the ends with that "
    "probability."
)
_COUNTED: Final = (
    "Each number is made by one query, named here; the files of the paper have every row. "
    f"“{blocks.BLANK}” stands for what does not apply or is not known."
)
_LEFT_OUT: Final = (
    "Wide tables leave out what is blank or zero throughout; the files have every row."
)
_DRAFT: Final = {"title": "DRAFT · NOT A REPORT", "note": "nothing of it is kept"}


def closed(one: Edition, kept: Kept) -> bytes:
    """A closed paper, from what was kept of it alone. Raises PaperUnset."""
    facts = [
        blocks.fact("State", f"closed on {_moment(one.closed_at)}, version {one.version}"),
        *([blocks.fact("It corrects", one.reason)] if one.reason else []),
        blocks.fact("SHA-256 of its files", one.sha256, mono=True),
    ]
    about = {"banner": None, "facts": facts, "foot": f"version {one.version}"}
    return _typeset(about, kept.paper, kept.numbers, kept.queries, one.closed_at)


def draft(made: Paper, numbers: Numbers, queries: Queries, at: datetime) -> bytes:
    """A paper as it was counted at that moment, marked as a draft. Raises PaperUnset."""
    facts = [blocks.fact("State", f"draft, counted on {_moment(at)}")]
    about = {"banner": _DRAFT, "facts": facts, "foot": "draft"}
    return _typeset(about, as_json(made), numbers, queries, at)


def _typeset(
    about: Mapping[str, Any], paper: Mapping[str, Any], numbers: Numbers, queries: Queries,
    at: datetime,
) -> bytes:  # fmt: skip
    kind, service, days = Kind(paper["paper"]), blocks.cell(paper["service"]), _days(paper)
    provider = blocks.cell(paper.get("provider", ""))
    unverified = paper.get("unverified", ())
    data = {
        "language": ENGLISH.language,
        "name": f"{TITLES[kind]}, {service}, {days}, {about['foot']}",
        "author": provider or service,
        "title": TITLES[kind],
        "banner": about["banner"],
        "facts": [
            *([blocks.fact("Provider", paper["provider"])] if provider else []),
            blocks.fact("Service", paper["service"]),
            blocks.fact("Period", f"{days}, whole days of UTC"),
            *about["facts"],
        ],
        "foot": {"word": about["foot"].capitalize(), "code": "", "middle": f"{service} · {days}"},
        "page": "Page {page} of {pages}",
        "none": blocks.BLANK,
        "notices": [{"title": "Not verified", "texts": list(map(blocks.cell, unverified))}]
        if unverified
        else [],
        "sections": [
            _notes(one for one in paper["notes"] if one not in unverified),
            *_parts(kind, paper, numbers),
            _counted(numbers, queries),
        ],
    }
    return typeset(data, at)


def _notes(notes: Iterable[str]) -> Block:
    return blocks.section("What to know about it", [blocks.bullets((*notes, _LEFT_OUT))])


def _parts(kind: Kind, paper: Mapping[str, Any], numbers: Numbers) -> Iterator[Block]:
    """Every part; how often technologies were wrong is drawn, and added to the report."""
    for name, rows in paper["sheets"].items():
        sheet = Sheet(name, tuple(rows[0]) if rows else (), tuple(tuple(r.values()) for r in rows))
        drawn = name == ERRORS
        made = _rates(sheet.rows) if drawn else sheets.blocks(sheet)
        yield blocks.section(NAMES.get(name, name), made, code=name)
    if kind is Kind.DSA and {"found", "found-kinds"} <= numbers.keys():
        made = _rates(rates.rows(numbers, there=False))
        yield blocks.section("Rates of error, with their intervals", made, code="found")


def _rates(rows: Iterable[tuple[str, ...]]) -> list[Block]:
    return [blocks.text(_RATES), blocks.rates(RATES, map(_rate, rows))]


def _rate(row: tuple[str, ...]) -> tuple[str, tuple[str, ...], tuple[Share, ...]]:
    kind, name, flagged, wrong, *over_flagged, reviewed, rate, least, most = row
    what = kind if name == rates.ALL else f"{kind}: {name}"
    shares = (_share(*over_flagged), _share(rate, least, most))
    return what, (flagged, wrong, reviewed), shares


def _share(*ends: str) -> Share:
    return blocks.Share(*(f"{float(one) * 100:.1f}" if one else "" for one in ends))


def _counted(numbers: Numbers, queries: Queries) -> Block:
    said = {one["figure"]: one for one in queries}
    rows = [
        (
            name,
            written(found.get((TOTAL, TOTAL))),
            said[name]["unit"] if name in said else "",
            f"{said[name]['definition']} {said[name]['source']}" if name in said else "",
        )
        for name, found in numbers.items()
    ]
    columns = (
        blocks.Column("Query", 52),
        blocks.Column("Number", 18, number=True),
        blocks.Column("Unit", 24),
        blocks.Column("What it counts, and for which article", 76),
    )
    made = [blocks.text(_COUNTED), blocks.table(columns, rows)]
    return blocks.section("How each number was counted", made, code="queries.json")


def _days(paper: Mapping[str, Any]) -> str:
    first, _, last = paper["period"].partition("/")
    return " to ".join(ENGLISH.day(date.fromisoformat(one)) for one in (first, last))


def _moment(at: datetime) -> str:
    return f"{ENGLISH.day(at.date())} at {at:%H:%M} UTC"
