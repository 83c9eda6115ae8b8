"""What anybody may see of both papers together gives no hidden number away by subtraction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tutela.law.model import SurfaceKind, TechnologyKind
from tutela.observatory import outside
from tutela.observatory.figures import FIGURES
from tutela.observatory.forest import JUDGED
from tutela.observatory.model import TOTAL, Kind, Numbers
from tutela.observatory.outside import HIDDEN
from tutela.redress.notices.model import Outcome

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

THRESHOLD = 5
DERIVED = {"errors", "medians"}
Cells = dict[tuple[str, str], str]


def cube(cells: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """Counts with all their totals, as a query gives them."""
    found: dict[tuple[str, str], int] = {(TOTAL, TOTAL): 0}
    for (row, column), count in cells.items():
        for key in {(row, column), (row, TOTAL), (TOTAL, column), (TOTAL, TOTAL)}:
            found[key] = found.get(key, 0) + count
    return found


@st.composite
def numbers(draw: DrawFn) -> Numbers:
    """What a node may have counted, with many small numbers in it."""
    few = st.one_of(st.just(0), st.integers(0, 9), st.integers(0, 60))
    made: Numbers = {one.name: {(TOTAL, TOTAL): 0} for one in FIGURES}
    kinds = [one.value for one in TechnologyKind]
    there = {(kind, one): draw(few) for kind in kinds for one in JUDGED}
    made["found-in-communications-kinds"] = dict(cube(there))
    made["found-kinds"] = dict(cube({key: count + draw(few) for key, count in there.items()}))
    made["scanned"] = dict(cube({
        (kind.value, one): draw(few) for kind in SurfaceKind for one in ("clear", "unscanned")
    }))  # fmt: skip
    for ground in ("illegal", "terms"):
        counts = {(TOTAL, one): draw(few) for one in ("hold", "removal", "kept")}
        closed = draw(st.integers(0, counts[TOTAL, "removal"]))
        made[f"measures-{ground}"] = {(TOTAL, TOTAL): sum(counts.values()), **counts}
        made[f"measures-{ground}-accounts"] = {(TOTAL, TOTAL): closed, (TOTAL, "removal"): closed}
    outcomes = {one: draw(few) for one in (*(each.value for each in Outcome), "waiting")}
    whole = sum(outcomes.values())
    trusted = draw(st.integers(0, whole))
    made["notices-outcomes"] = dict(cube({(one, TOTAL): n for one, n in outcomes.items()}))
    made["notices"] = {(TOTAL, TOTAL): whole, (TOTAL, "trusted flaggers"): trusted,
                       (TOTAL, "others"): whole - trusted}  # fmt: skip
    made["notices-hours"] = {(TOTAL, TOTAL): 7.25}
    for name in ("orders-to-act", "orders-to-inform"):
        states = {(TOTAL, one): draw(few) for one in ("DE", "FR", "NL")}
        made[name] = {(TOTAL, TOTAL): sum(states.values()), **states}
    for name, rows in (("complaints", ("upheld", "partly-reversed", "reversed", "waiting")),
                       ("disputes", ("upheld", "waiting")), ("reports", tuple(kinds))):  # fmt: skip
        parts = {(one, TOTAL): draw(few) for one in rows}
        made[name] = {(TOTAL, TOTAL): sum(parts.values()), **parts}
    return made


def cells(made: Numbers, kind: Kind) -> Cells:
    return {(table, row): cell for table, row, cell in outside.seen(kind, made, THRESHOLD).rows}


def equations(shown: Cells) -> list[dict[tuple[str, str], int]]:
    """Every total less its parts; and what two papers say twice is the same."""
    found = []
    for table, row in shown:
        if table in DERIVED:
            continue
        parts = [(t, one) for t, one in shown if t == table and one.rpartition("/")[0] == row]
        if parts:
            found.append({(table, row): 1, **dict.fromkeys(parts, -1)})
        if table == "found-there":
            kind, _, rest = row.partition("/")
            whole = "/".join(one for one in ("found", kind, "communications", rest) if one)
            found.append({(table, row): 1, ("found", whole): -1})
    return [*found, {("notices", "notices"): 1, ("notices-outcomes", "notices-outcomes"): -1}]


@given(numbers())
def test_no_hidden_number_follows_from_all_that_both_papers_print(made: Numbers) -> None:
    shown = cells(made, Kind.DSA) | cells(made, Kind.INTERIM)
    hidden = [key for key, cell in shown.items() if cell == HIDDEN and key[0] not in DERIVED]
    place = {key: at for at, key in enumerate(hidden)}
    rows = []
    for one in equations(shown):
        row = [0] * len(hidden)
        for key, factor in one.items():
            if key in place:
                row[place[key]] = factor
        rows.append(row)
    known = np.array([row for row in rows if any(row)] or [[0] * len(hidden)])
    rank = np.linalg.matrix_rank(known) if hidden else 0
    for at in range(len(hidden)):
        alone = np.zeros((1, len(hidden)))
        alone[0, at] = 1
        assert np.linalg.matrix_rank(np.vstack([known, alone])) == rank + 1, hidden[at]


@given(numbers())
def test_what_is_hidden_below_a_shown_total_need_not_all_be_one(made: Numbers) -> None:
    shown = cells(made, Kind.DSA) | cells(made, Kind.INTERIM)
    for one in equations(shown):
        [(whole, _), *parts] = one.items()
        away = [key for key, _ in parts if shown[key] == HIDDEN]
        if shown[whole] != HIDDEN and away and whole[0] != "found-there":
            rest = int(shown[whole]) - sum(int(shown[key]) for key, _ in parts if key not in away)
            assert len(away) > 1
            assert rest > len(away)


@given(numbers())
def test_no_small_count_is_printed_and_which_rows_there_are_says_nothing(made: Numbers) -> None:
    nothing: Numbers = {one.name: {(TOTAL, TOTAL): 0} for one in FIGURES}
    for kind in Kind:
        seen = cells(made, kind)
        assert seen.keys() == cells(nothing, kind).keys()
        counts = [cell for (table, _), cell in seen.items() if table not in DERIVED]
        assert all(one in (HIDDEN, "0") or int(one) >= THRESHOLD for one in counts)


@given(numbers())
def test_a_share_stands_only_where_its_counts_do(made: Numbers) -> None:
    shown = cells(made, Kind.DSA)
    for (table, row), cell in shown.items():
        if table == "errors" and row.endswith("/B/C"):
            place = row.removesuffix("/B/C")
            counts = [shown["found", f"found/{place}/{one}"] for one in ("right", "wrong", "open")]
            assert (cell == HIDDEN) == (HIDDEN in counts)
            if cell not in {HIDDEN, ""}:
                assert float(cell) == round(int(counts[1]) / sum(map(int, counts)), 4)


def test_a_median_of_few_is_hidden_and_json_tells_hidden_from_blank() -> None:
    made: Numbers = {one.name: {(TOTAL, TOTAL): 0} for one in FIGURES}
    made["notices"] = {(TOTAL, TOTAL): 8, (TOTAL, "others"): 8}
    made["notices-outcomes"] = {(TOTAL, TOTAL): 8, ("acted-law", TOTAL): 8}
    made["notices-hours"] = {(TOTAL, TOTAL): 7.25}
    assert cells(made, Kind.DSA)["medians", "notices-hours"] == "7.25"
    made["notices-outcomes"] = {(TOTAL, TOTAL): 8, ("acted-law", TOTAL): 3, ("waiting", TOTAL): 5}
    assert cells(made, Kind.DSA)["medians", "notices-hours"] == HIDDEN
    told = outside.as_json(outside.seen(Kind.DSA, made, THRESHOLD))["figures"]
    by_row = {(one["table"], one["row"]): one for one in told}
    assert by_row["notices-outcomes", "notices-outcomes/acted-law"]["hidden"] is True
    blank = by_row["errors", "known/communications/B/C"]
    assert (blank["number"], blank["hidden"]) == (None, False)
    assert by_row["notices", "notices"]["number"] == 8
