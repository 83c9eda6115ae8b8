"""Rules of arithmetic between the cells of the set. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.observatory.categories import CATEGORIES, MINORS, SUBS
from tutela.observatory.checker_rules import rows, whole
from tutela.observatory.columns import COUNTS, NOTICES, OWN, RESTRICTIONS
from tutela.observatory.dsa_listed import (
    ALL,
    COMPLAINTS,
    DECISIONS,
    NOT_SOLELY,
    OMITTED,
    SOLELY,
)
from tutela.observatory.model import TOTAL
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tutela.observatory.checker_rules import Said
    from tutela.observatory.model import Sheet

    Row = tuple[int, dict[str, str]]

_ORDERS, _OWN = "3_member_states_orders", ("5_own_initiative_illegal", "6_own_initiative_TC")
_NOTICES, _APPEALS, _MEANS = "4_notices", "7_appeals_and_recidivism", "8_automated_means"
_CATEGORY: Final = 3
_SUB_CODES: Final = frozenset(one.code for one in SUBS)
_MEASURES: Final = OWN[0]


def problems(sheets: Mapping[str, Sheet]) -> Iterator[Said]:
    """Sums that do not add up, and parts that are more than their whole."""
    for name, sheet in sheets.items():
        if name in COUNTS:
            yield from _categories(name, sheet)
    if _ORDERS in sheets:
        yield from _states(sheets[_ORDERS])
    if _NOTICES in sheets:
        yield from _flaggers(sheets[_NOTICES])
    for name in _OWN:
        if name in sheets:
            yield from _measures(name, sheets[name])
    if _APPEALS in sheets:
        yield from _complaints(sheets[_APPEALS])
    if _MEANS in sheets and all(name in sheets for name in _OWN):
        yield from _means(sheets)


def _subs(column: str) -> str:
    return phrase("“{column}”: the sub-categories do not sum to category 9.", column=column)


def _all(column: str) -> str:
    return phrase("“{column}”: the categories do not sum to all.", column=column)


def _members(column: str) -> str:
    return phrase("“{column}”: the Member States do not sum to all.", column=column)


def _categories(name: str, sheet: Sheet) -> Iterator[Said]:
    """Sub-categories sum to category 9, and the categories to all, for each scope."""
    scopes: dict[str, list[Row]] = {}
    for one in rows(sheet):
        scopes.setdefault(one[1].get("Scope", ""), []).append(one)
    for found in scopes.values():
        by_code = {row[sheet.columns[_CATEGORY]]: (place, row) for place, row in found}
        for code, parts, said in (
            (
                MINORS,
                _SUB_CODES,
                _subs,
            ),
            (TOTAL, CATEGORIES, _all),
        ):
            if code not in by_code:
                continue
            summed = [row for _, row in found if row[sheet.columns[_CATEGORY]] in parts]
            yield from _sum(name, COUNTS[name], by_code[code], summed, said)


def _states(sheet: Sheet) -> Iterator[Said]:
    """The Member States sum to all, for each category."""
    by_row: dict[tuple[str, str], list[Row]] = {}
    for place, row in rows(sheet):
        key = tuple(row[column] for column in sheet.columns[_CATEGORY : _CATEGORY + 2])
        by_row.setdefault((key[0], key[1]), []).append((place, row))
    for found in by_row.values():
        whole_row = next((one for one in found if one[1]["Scope"] == TOTAL), None)
        if whole_row is not None:
            parts = [row for _, row in found if row["Scope"] != TOTAL]
            yield from _sum(_ORDERS, COUNTS[_ORDERS], whole_row, parts, _members)


def _sum(
    name: str,
    columns: tuple[str, ...],
    one: Row,
    parts: list[dict[str, str]],
    said: Callable[[str], str],
) -> Iterator[Said]:
    place, row = one
    for column in columns:
        summed = [count for part in parts if (count := whole(part[column])) is not None]
        total = whole(row[column])
        if total is None and summed and not row[column]:
            yield (
                "blank",
                name,
                place,
                phrase("“{column}” is blank, and its parts are not.", column=column),
            )
        elif total is not None and summed and sum(summed) != total:
            yield "sum", name, place, said(column)


def _flaggers(sheet: Sheet) -> Iterator[Said]:
    """What trusted flaggers gave is part of all, column by column."""
    pairs = [*zip(NOTICES[0:4:2], NOTICES[1:4:2], strict=True),
             *zip(NOTICES[6::2], NOTICES[7::2], strict=True)]  # fmt: skip
    for place, row in rows(sheet):
        for column, trusted in pairs:
            if (whole(row[trusted]) or 0) > (whole(row[column]) or 0):
                said = phrase(
                    "“{trusted}” is more than “{column}”.", trusted=trusted, column=column
                )
                yield "part", _NOTICES, place, said


def _measures(name: str, sheet: Sheet) -> Iterator[Said]:
    for place, row in rows(sheet):
        taken, automated = whole(row[_MEASURES]) or 0, whole(row[OWN[1]]) or 0
        if automated > taken:
            yield (
                "part",
                name,
                place,
                phrase("More measures were found by machine than were taken."),
            )
        if taken > sum(whole(row[column]) or 0 for column in RESTRICTIONS):
            yield "restriction", name, place, phrase("A measure restricts nothing.")


def _complaints(sheet: Sheet) -> Iterator[Said]:
    found = {row["Scope"]: (place, whole(row["Value"]) or 0) for place, row in rows(sheet)
             if row["Section"] == COMPLAINTS}  # fmt: skip
    decided = sum(found[one][1] for one in (*DECISIONS, OMITTED) if one in found)
    if ALL in found and decided > found[ALL][1]:
        yield "part", _APPEALS, found[ALL][0], phrase("More complaints were decided than made.")


def _means(sheets: Mapping[str, Sheet]) -> Iterator[Said]:
    """Measures by who decided are those of parts 5 and 6 together."""
    found = {row["Indicator"]: (place, whole(row["Value"])) for place, row in rows(sheets[_MEANS])}
    places = [found[one] for one in (SOLELY, NOT_SOLELY) if one in found]
    taken = [_total(sheets[name]) for name in _OWN]
    if len(places) == len((SOLELY, NOT_SOLELY)) and None not in taken:
        counts = [count or 0 for _, count in places]
        if sum(counts) != sum(one or 0 for one in taken):
            said = phrase("The measures are not those of parts 5 and 6 together.")
            yield "sum", _MEANS, places[0][0], said


def _total(sheet: Sheet) -> int | None:
    found = [row for _, row in rows(sheet) if row[sheet.columns[_CATEGORY]] == TOTAL]
    return whole(found[0][_MEASURES]) if found else None
