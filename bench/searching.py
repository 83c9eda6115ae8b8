"""How long one search takes, in one thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.codes import KINDS, Clustered, Drawn, Random
from bench.rows import MILLISECONDS, TIMES, AtMost, Faster, Plan, Row
from bench.sides import Brute, FaissFlat, Side, Tutela, Wheel
from bench.trials import NotMeasuredError, same, trial

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bench.codes import Collection

MILLION = 1_000_000
FLAT_AT = {1: Faster(15, 30), 10: Faster(50, 100), 100: Faster(100, 250)}
WHEEL_AT = {1: Faster(20, 40), 10: Faster(100, 250)}
NEVER_SLOWER = Faster(1, 2)
PICTURES = 200_000


def rows(plan: Plan) -> Iterator[Row]:
    """Random codes of every size, and drawn pictures."""
    if plan.quick:
        yield from against(Random(20_000), {Brute: None})
        yield from against(Drawn(1_000, pictures=300, held_back=100), {Brute: None})
        return
    for millions in (1, 10):
        goals = {FaissFlat: FLAT_AT[millions], Wheel: WHEEL_AT[millions]}
        yield from against(Random(millions * MILLION), goals)
    yield from against(Drawn(MILLION, PICTURES), {FaissFlat: FLAT_AT[1], Wheel: WHEEL_AT[1]})
    yield from against(Random(100 * MILLION), {FaissFlat: FLAT_AT[100]})


def crowded(plan: Plan) -> Iterator[Row]:
    """A crowd in a million codes. Beside it, no search is slower than looking at every code."""
    entries, crowd = (20_000, 2_000) if plan.quick else (MILLION, 100_000)
    side = Brute if plan.quick else FaissFlat
    for kind in ("near",) if plan.quick else KINDS:
        for inside, goal in ((True, None), (False, NEVER_SLOWER)):
            collection = Clustered(entries, crowd, kind, inside)
            yield from against(collection, {side: goal}, tail=False)


def against(
    collection: Collection, goals: Mapping[type[Side], Faster | None], *, tail: bool = True
) -> Iterator[Row]:
    """A row for each other side, and one for how much the slow searches differ."""
    for side, goal in goals.items():
        row = Row(f"search, {collection.name}", side.name, MILLISECONDS, goal)
        yield compared(row, side, collection)
    if tail:
        yield slowest(collection)


def compared(row: Row, side: type[Side], collection: Collection) -> Row:
    try:
        ours, theirs = trial(Tutela, collection).searched, trial(side, collection).searched
    except NotMeasuredError as reason:
        return row.left_out(reason)
    return row.with_(ours.median, theirs.median, compared=same(ours, theirs))


def slowest(collection: Collection) -> Row:
    row = Row(f"p99 over median, {collection.name}", "itself", TIMES, AtMost(10, 10))
    try:
        ours = trial(Tutela, collection).searched
    except NotMeasuredError as reason:
        return row.left_out(reason)
    note = f"in the thread's own time; on the wall the p99 is {MILLISECONDS.shown(ours.p99)}"
    return row.with_(ours.own_spread, note=note)
