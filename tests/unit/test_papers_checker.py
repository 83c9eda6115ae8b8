"""A set of the transparency report is refused for what does not add up, and for nothing else."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tutela.observatory import checker, csvset, dsa
from tutela.observatory.appeals import Appeals, ComplaintFigures, SuspensionFigures
from tutela.observatory.categories import ABUSE, GROOMING, MINORS, OTHER
from tutela.observatory.columns import NOTICES, OWN
from tutela.observatory.errors import PeriodBackwards, PeriodUnending, WordsTooLong, WordsUnknown
from tutela.observatory.figures import FIGURES
from tutela.observatory.model import TOTAL, Numbers, Period, Scope, Sheet, Unit, written
from tutela.observatory.store_notices import OTHERS, TRUSTED
from tutela.observatory.words import LONGEST, Words, words_of
from tutela.redress.publishing.keywords import KEYWORD

if TYPE_CHECKING:
    from collections.abc import Callable

SCOPE = Scope("forum", Period.year(2026))
APPEALS = Appeals(ComplaintFigures(9, 4, 1, 2, 1, 30.25), None, SuspensionFigures(1, 2, 0))


def numbers() -> Numbers:
    """Two orders, five notices, four measures: what sums to what is in order."""
    found: Numbers = {one.name: {(TOTAL, TOTAL): None if one.unit is Unit.HOURS else 0}
                      for one in FIGURES}  # fmt: skip
    found["orders-to-act"] |= _table({(ABUSE, "DE"): 1, (OTHER, "FR"): 1})
    found["orders-to-act-items"] |= _table({(ABUSE, "DE"): 7, (OTHER, "FR"): 1})
    found["orders-to-act-told"] |= {(TOTAL, TOTAL): 1.5, (ABUSE, TOTAL): 1.5, (ABUSE, "DE"): 1.5}
    found["notices"] |= _table({(ABUSE, TRUSTED): 2, (GROOMING, OTHERS): 3})
    found["notices-items"] |= _table({(ABUSE, TRUSTED): 2, (GROOMING, OTHERS): 3})
    found["notices-law"] |= _table({(ABUSE, TRUSTED): 1})
    found["measures-illegal"] |= _table({(ABUSE, "hold"): 2, (ABUSE, "removal"): 1})
    found["measures-illegal-automated"] |= _table({(ABUSE, "hold"): 2, (ABUSE, "removal"): 1})
    found["measures-terms"] |= _table({(OTHER, "kept"): 1})
    found["found"] |= _table({("known: matching 1", "right"): 3, ("known: matching 1", "wrong"): 1})
    return found


def _table(cells: dict[tuple[str, str], int]) -> dict[tuple[str, str], int | float | None]:
    made: dict[tuple[str, str], int | float | None] = {}
    for (row, scope), count in cells.items():
        for key in ((row, scope), (row, TOTAL), (TOTAL, scope), (TOTAL, TOTAL)):
            made[key] = (made.get(key) or 0) + count
    return made


@cache
def whole() -> tuple[Sheet, ...]:
    made = dsa.paper(numbers(), SCOPE, Words({"summary": "Two,\nlines"}), preliminary=False,
                     appeals=APPEALS)  # fmt: skip
    return made.sheets


def files() -> dict[str, bytes]:
    return csvset.files(whole())


def changed(part: str, change: Callable[[dict[str, str]], None], at: int) -> dict[str, bytes]:
    """The set with one row of one part changed."""
    made = {}
    for sheet in whole():
        rows = list(sheet.rows)
        if sheet.name.startswith(part):
            row = dict(zip(sheet.columns, rows[at], strict=True))
            change(row)
            rows[at] = tuple(row.values())
        made[sheet.name] = Sheet(sheet.name, sheet.columns, tuple(rows))
    return csvset.files(made.values())


def row_of(part: str, **cells: str) -> int:
    """The place of the first row with these cells; `_` stands for a blank in a column's name."""
    [sheet] = [one for one in whole() if one.name.startswith(part)]
    wanted = {name.replace("_", " "): value for name, value in cells.items()}
    for place, row in enumerate(sheet.rows):
        found = dict(zip(sheet.columns, row, strict=True))
        if all(found[name] == value for name, value in wanted.items()):
            return place
    raise AssertionError(cells)


def rules(files: dict[str, bytes]) -> set[str]:
    return {one.rule for one in checker.check(files)}


def put(column: str, value: str) -> Callable[[dict[str, str]], None]:
    def change(row: dict[str, str]) -> None:
        row[column] = value

    return change


def test_a_whole_set_is_in_order() -> None:
    assert checker.check(files()) == ()


def test_the_same_numbers_make_the_same_bytes_with_and_without_archive() -> None:
    assert csvset.files(dsa.paper(numbers(), SCOPE, Words({"summary": "Two,\nlines"}),
                        preliminary=False, appeals=APPEALS).sheets) == files()  # fmt: skip
    assert csvset.zipped(files()) == csvset.zipped(files())
    assert b"\r\n" in files()["4_notices.csv"]


CSAM = KEYWORD + ABUSE
CATEGORY = "Category_of_illegal_content"
FIRST, TRUSTED_ONES, ITEMS = NOTICES[0], NOTICES[1], NOTICES[2]


@pytest.mark.parametrize(
    ("rule", "part", "cells", "column", "value"),
    [
        ("sum", "4_", {CATEGORY: CSAM}, FIRST, "9"),
        ("sum", "4_", {CATEGORY: TOTAL}, FIRST, "6"),
        ("blank", "4_", {CATEGORY: MINORS}, FIRST, ""),
        ("sum", "3_", {CATEGORY: CSAM, "Scope": "DE"},
         "Number of orders to act against illegal content received", "2"),
        ("part", "4_", {CATEGORY: CSAM}, TRUSTED_ONES, "8"),
        ("whole", "4_", {CATEGORY: CSAM}, ITEMS, "2.5"),
        ("whole", "4_", {CATEGORY: CSAM}, ITEMS, "-1"),
        ("median", "4_", {CATEGORY: CSAM}, "Median time to take action", "soon"),
        ("part", "5_", {CATEGORY: CSAM}, OWN[1], "4"),
        ("restriction", "5_", {CATEGORY: CSAM}, "Visibility restriction Removal", "0"),
        ("part", "7_", {"Scope": "Decisions upheld"}, "Value", "90"),
        ("whole", "7_", {"Scope": "Decisions upheld"}, "Value", "many"),
        ("median", "7_", {"Scope": "Median time"}, "Value", "long"),
        ("share", "7_", {"Scope": "Percentage of outcomes implemented"}, "Value", "1.01"),
        ("share", "8_", {"Scope": "Own-initiative"}, "Value", "75"),
        ("sum", "8_", {"Scope": "Total number"}, "Value", "5"),
        ("service", "8_", {"Scope": "Total number"}, "Service", "another"),
        ("period", "4_", {CATEGORY: CSAM}, "Reporting period", "2025-01-01/2025-12-31"),
        ("category", "4_", {CATEGORY: CSAM}, "Category of illegal content", "MADE_UP"),
        ("twice", "4_", {CATEGORY: CSAM}, "Category of illegal content", MINORS),
        ("other", "4_", {CATEGORY: OTHER}, 'Description of the sub-category "Other"', ""),
        ("long", "11_", {}, "Value", "a" * (LONGEST + 1)),
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_refused_by_its_rule(
    rule: str, part: str, cells: dict[str, str], column: str, value: str
) -> None:
    assert rule in rules(changed(part, put(column, value), row_of(part, **cells)))


@pytest.mark.parametrize(
    ("part", "cells", "column", "value"),
    [
        ("4_", {CATEGORY: CSAM}, "Median time to take action", "0"),
        ("7_", {"Scope": "Percentage of outcomes implemented"}, "Value", "1"),
        ("7_", {"Scope": "Decisions upheld"}, "Value", "5"),
        ("8_", {"Scope": "Own-initiative"}, "Value", "0.75"),
        ("11_", {}, "Value", "ä" * LONGEST),
        ("4_", {CATEGORY: OTHER}, 'Description of the sub-category "Other"', "Another"),
    ],
)
def test_what_is_at_the_edge_is_in_order(
    part: str, cells: dict[str, str], column: str, value: str
) -> None:
    assert rules(changed(part, put(column, value), row_of(part, **cells))) == set()


def test_a_set_that_is_not_whole_or_no_table_is_refused() -> None:
    made = files()
    del made["7_appeals_and_recidivism.csv"]
    assert rules(made) == {"parts"}
    assert rules(files() | {"12_more.csv": b"a"}) == {"parts"}
    for broken in (b"", b"\xff\xfe", b'a,"b', files()["4_notices.csv"] + b"more\r\n"):
        assert rules(files() | {"4_notices.csv": broken}) == {"table"}
    head = files()["4_notices.csv"].replace(b"Service", b"Servant", 1)
    assert rules(files() | {"4_notices.csv": head}) == {"columns"}


def test_only_what_the_node_knows_is_filled_and_zero_is_no_blank() -> None:
    [notices] = [one for one in whole() if one.name == "4_notices"]
    place = row_of("4_", **{CATEGORY: KEYWORD + "UNSAFE_CHALLENGES"})
    assert notices.rows[place][5] == "0"
    animals = row_of("4_", **{CATEGORY: "STATEMENT_CATEGORY_ANIMAL_WELFARE"})
    assert set(notices.rows[animals][5:]) == {""}
    codes = {row[3] for row in notices.rows}
    assert "STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE" in codes
    assert "STATEMENT_CATEGORY_OTHER_VIOLATION_TC" not in codes


def test_what_nobody_counts_is_blank_and_said_so() -> None:
    made = dsa.paper(numbers(), SCOPE, Words(), preliminary=True, appeals=Appeals())
    [appeals] = [one for one in made.sheets if one.name.startswith("7_")]
    assert {row[6] for row in appeals.rows} == {""}
    assert any("Complaints are not counted" in one for one in made.notes)
    assert made.notes[0].startswith("Preliminary")
    assert checker.check(csvset.files(made.sheets)) == ()


def test_texts_are_bounded_and_named() -> None:
    assert words_of({"summary": "x" * LONGEST})["summary"] == "x" * LONGEST
    with pytest.raises(WordsTooLong, match="5001"):
        words_of({"summary": "x" * (LONGEST + 1)})
    with pytest.raises(WordsUnknown, match="surprise"):
        words_of({"surprise": "x"})


def test_a_period_is_whole_days_of_utc_and_ends_after_it_begins() -> None:
    spring = Period(date(2026, 3, 29), date(2026, 3, 29))  # 23 hours long in Brussels
    assert (spring.before - spring.since).total_seconds() == 24 * 3600
    assert not spring.over(spring.since)
    assert spring.over(spring.before)
    with pytest.raises(PeriodBackwards):
        Period(date(2026, 2, 1), date(2026, 1, 31))
    with pytest.raises(PeriodUnending):
        Period(date(2026, 2, 1), date.max)


def test_numbers_are_written_short_and_whole_where_they_are() -> None:
    assert [written(one) for one in (0, None, 0.0, 1.5, 2 / 3)] == ["0", "", "0", "1.5", "0.6667"]
