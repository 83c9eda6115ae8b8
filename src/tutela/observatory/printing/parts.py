"""The sections of a printed paper: what it says of itself, its parts, how numbers came about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tutela.observatory import rates
from tutela.observatory.interim import ERRORS
from tutela.observatory.model import TOTAL, Kind, Sheet, written
from tutela.observatory.printing import blocks, sheets
from tutela.observatory.printing.names import NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tutela.observatory.model import Numbers
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


def notes(said: Iterable[str]) -> Block:
    """What a paper says about itself."""
    return blocks.section("What to know about it", [blocks.bullets((*said, _LEFT_OUT))])


def parts(kind: Kind, paper: Mapping[str, Any], numbers: Numbers) -> Iterator[Block]:
    """Every part; how often technologies were wrong is drawn, and added to the report."""
    for name, rows in paper["sheets"].items():
        sheet = Sheet(name, tuple(rows[0]) if rows else (), tuple(tuple(r.values()) for r in rows))
        drawn = name == ERRORS and sheet.columns == rates.COLUMNS
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


def counted(numbers: Numbers, queries: Queries) -> Block:
    """Every number over all, with the query that made it in words, as far as they were kept."""
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
