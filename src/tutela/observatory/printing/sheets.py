"""The tables of a paper as blocks that fit on a page: what is wide is cut into several. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.observatory.model import Sheet
from tutela.observatory.printing.blocks import Column, facts, quote, table, text
from tutela.observatory.shown import about, filled, names_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tutela.observatory.printing.blocks import Block

NOTHING: Final = "Nothing to count here, or nothing that the node knows."
UNWRITTEN: Final = "Nobody wrote this part."
LONG: Final = 40  # signs: what is longer is text, not a value
_CUT: Final = 2
_MANY: Final = 8  # columns: more are not printed where they say nothing
_PAGE: Final = 170  # millimetres between the margins of an A4 page
_WIDTHS: Final = {"Indicator": 62, "Scope": 26, "Section": 40, "Kind": 26, "Category label": 16}
_KEY, _NUMBER, _TEXT = 44, 20, 64


def blocks(sheet: Sheet) -> list[Block]:
    """A table of the paper; what somebody wrote as text, not as cells."""
    one = _told(sheet)
    if not one.rows:
        unwritten = "Value" in sheet.columns and "Scope" not in sheet.columns
        return [text(UNWRITTEN if unwritten else NOTHING, soft=True)]
    if one.columns == ("Indicator", "Value"):
        if any(len(value) > LONG for _, value in one.rows):
            return [quote(*row) for row in one.rows]
        return [facts((name, value) for name, value in one.rows)]
    return [_table(piece) for piece in pieces(one)]


def pieces(sheet: Sheet) -> Iterator[Sheet]:
    """The table in parts that fit on a page; each repeats the columns that say whose row it is."""
    keys = [place for place, name in enumerate(sheet.columns) if _is_key(name)]
    values = [
        place
        for place in range(len(sheet.columns))
        if place not in keys and any(row[place] for row in sheet.rows)
    ]
    groups = list(_groups(sheet, values, _PAGE - sum(_width(sheet, place) for place in keys)))
    for group in groups or [[]]:
        # Of a table that is cut, a part leaves out the rows that say nothing there.
        rows = [
            row for row in sheet.rows if len(groups) < _CUT or any(row[place] for place in group)
        ]
        places = (*keys, *group)
        yield Sheet(
            sheet.name,
            tuple(sheet.columns[place] for place in places),
            tuple(tuple(row[place] for place in places) for row in rows),
        )


def _groups(sheet: Sheet, values: Sequence[int], room: int) -> Iterator[list[int]]:
    """The columns of values, as many at once as there is room for, at least one."""
    taken: list[int] = []
    for place in values:
        if taken and sum(_width(sheet, one) for one in (*taken, place)) > room:
            yield taken
            taken = []
        taken.append(place)
    if taken:
        yield taken


def _told(sheet: Sheet) -> Sheet:
    """The sheet without what is the same everywhere, and without columns that are blank."""
    if sum(not about(name) for name in sheet.columns) > _MANY:
        return filled(sheet)
    kept = [
        place
        for place, name in enumerate(sheet.columns)
        if not about(name) and any(row[place] for row in sheet.rows)
    ]
    rows = tuple(tuple(row[place] for place in kept) for row in sheet.rows)
    columns = tuple(sheet.columns[place].strip() for place in kept)
    if columns[-1:] != ("Value",) and columns and columns[-1] in {"Indicator", "Scope"}:
        return Sheet(sheet.name, (), ())  # of nothing there is a value
    return Sheet(sheet.name, columns, rows)


def _table(sheet: Sheet) -> Block:
    columns = [
        Column(name, _width(sheet, place), number=not _is_key(name) and not _is_text(sheet, place))
        for place, name in enumerate(sheet.columns)
    ]
    keys = sum(_is_key(name) for name in sheet.columns)
    return table(columns, _once(sheet.rows, min(keys, 2)))


def _once(rows: Sequence[tuple[str, ...]], keys: int) -> Iterator[tuple[str, ...]]:
    """The rows; what the first `keys` columns say again is left out, but in the last of them."""
    before: tuple[str, ...] = ()
    for row in rows:
        same = 0
        while same < keys and before[: same + 1] == row[: same + 1]:
            same += 1
        yield (*(" ",) * same, *row[same:])
        before = row


def _width(sheet: Sheet, place: int) -> int:
    name = sheet.columns[place]
    if _is_key(name):
        return _WIDTHS.get(name, _KEY)
    return _TEXT if _is_text(sheet, place) else _NUMBER


def _is_key(name: str) -> bool:
    """Whether a column says what a row is about, shortly."""
    return names_row(name) and not name.startswith(("Description", "Contextual"))


def _is_text(sheet: Sheet, place: int) -> bool:
    return any(len(row[place]) > _NUMBER for row in sheet.rows)
