"""Rules for single cells of the set: counts, shares, medians, texts, codes; one service. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tutela.observatory.categories import CODES, OTHER
from tutela.observatory.columns import COUNTS, MEDIANS
from tutela.observatory.dsa_listed import IMPLEMENTED, MEDIAN, SHARES
from tutela.observatory.words import LONGEST
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tutela.observatory.model import Sheet

Said = tuple[str, str, int, str]  # rule, part, row, sentence
_WHOLE: Final = re.compile(r"\d{1,15}")
_DECIMAL: Final = re.compile(r"\d{1,9}(\.\d{1,12})?")
_LISTED: Final = ("7_appeals_and_recidivism", "8_automated_means")
_FIRST_ROW: Final = 2
_CATEGORY: Final = 3  # the column, and the one after it describes what else it is


def problems(sheets: Mapping[str, Sheet]) -> Iterator[Said]:
    """What single cells and rows break."""
    yield from _one_of("Service", "service", phrase("There is more than one service."), sheets)
    yield from _one_of("Reporting period", "period", phrase("There is more than one period."),
                       sheets)  # fmt: skip
    for name, sheet in sheets.items():
        yield from _cells(name, sheet)
        yield from _codes(name, sheet)
        if name in _LISTED:
            yield from _values(name, sheet)
        if name == "11_qualitative":
            yield from _texts(name, sheet)


def rows(sheet: Sheet) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with its place in the file, by column."""
    for place, row in enumerate(sheet.rows, _FIRST_ROW):
        yield place, dict(zip(sheet.columns, row, strict=True))


def whole(cell: str) -> int | None:
    """The count in a cell; None where it is blank or none."""
    return int(cell) if _WHOLE.fullmatch(cell) else None


def _one_of(column: str, rule: str, sentence: str, sheets: Mapping[str, Sheet]) -> Iterator[Said]:
    first: str | None = None
    for name, sheet in sheets.items():
        if column not in sheet.columns:
            continue
        for place, row in rows(sheet):
            first = row[column] if first is None else first
            if row[column] != first:
                yield rule, name, place, sentence
                break


def _cells(name: str, sheet: Sheet) -> Iterator[Said]:
    for place, row in rows(sheet):
        for column in COUNTS.get(name, ()):
            if row[column] and whole(row[column]) is None:
                yield "whole", name, place, phrase("“{column}” is no whole count.", column=column)
        for column in MEDIANS.get(name, ()):
            if row[column] and not _DECIMAL.fullmatch(row[column]):
                yield "median", name, place, phrase("“{column}” is no number of hours.",
                                                    column=column)  # fmt: skip


def _codes(name: str, sheet: Sheet) -> Iterator[Said]:
    if name not in COUNTS:
        return
    seen: set[tuple[str, ...]] = set()
    for place, row in enumerate(sheet.rows, _FIRST_ROW):
        code, other = row[_CATEGORY], row[_CATEGORY + 1]
        if code not in CODES:
            yield "category", name, place, phrase("This is no category of the templates.")
        scope = row[_CATEGORY + 2] if name.startswith("3_") else ""
        if (code, other, scope) in seen:
            yield "twice", name, place, phrase("This row is there twice.")
        seen.add((code, other, scope))
        if code == OTHER and not other:
            yield "other", name, place, phrase("What else it is must be said in words.")


def _values(name: str, sheet: Sheet) -> Iterator[Said]:
    for place, row in rows(sheet):
        value = row["Value"]
        if not value:
            continue
        if _is_share(row):
            if not _DECIMAL.fullmatch(value) or float(value) > 1:
                yield "share", name, place, phrase("A share lies between 0 and 1.")
        elif row["Scope"] == MEDIAN:
            if not _DECIMAL.fullmatch(value):
                yield "median", name, place, phrase("A median is a number of hours.")
        elif whole(value) is None:
            yield "whole", name, place, phrase("A count is whole.")


def _is_share(row: dict[str, str]) -> bool:
    return row["Scope"] == IMPLEMENTED or row["Indicator"].startswith(SHARES)


def _texts(name: str, sheet: Sheet) -> Iterator[Said]:
    for place, row in rows(sheet):
        if len(row["Value"]) > LONGEST:
            yield "long", name, place, phrase("A text has at most {most} signs.", most=LONGEST)
