"""What an index costs: memory, building, opening."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.codes import Random
from bench.rows import BYTES, MILLISECONDS, SECONDS, AtMost, Faster, Plan, Row
from bench.sides import Brute, Side, Tutela, Wheel
from bench.trials import READERS, NotMeasuredError, Trial, trial

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MILLION = 1_000_000


def memory(plan: Plan) -> Iterator[Row]:
    """Bytes a hash, all processes together; of the other side, each process."""
    note = f"ours: {READERS} processes together; theirs: each process"
    for millions, most in ((1, 150), (10, 120), (100, 120)):
        collection = Random(plan.sized(millions * MILLION))
        row = Row(f"bytes a hash, {collection.name}", _peer(plan).name, BYTES, AtMost(most, 90))
        yield measured(row, plan, collection, lambda one: one.bytes_per_hash, note, grows=False)
        if plan.quick:
            return


def building(plan: Plan) -> Iterator[Row]:
    """From codes in memory to an index; ours is then on the disk too."""
    collection = Random(plan.sized(10 * MILLION))
    row = Row(f"build, {collection.name}", _peer(plan).name, SECONDS, Faster(3, 10))
    note = "ours with all cores and with writing the files, theirs without"
    yield measured(row, plan, collection, lambda one: one.building, note)


def opening(plan: Plan) -> Iterator[Row]:
    """In a new process, with the files in the page cache; then until the first answer."""
    collection = Random(plan.sized(10 * MILLION))
    row = Row(f"open, {collection.name}", _peer(plan).name, MILLISECONDS, AtMost(0.1, 0.02))
    note = "theirs: load what was stored"
    yield measured(row, plan, collection, lambda one: one.opening, note)
    row = Row(f"open and first answer, {collection.name}", _peer(plan).name, MILLISECONDS)
    note = "the first search maps its pages and compares their checksums"
    yield measured(row, plan, collection, lambda one: one.first_answer, note)


def measured(
    row: Row,
    plan: Plan,
    collection: Random,
    number: Callable[[Trial], float],
    note: str,
    *,
    grows: bool = True,
) -> Row:
    """The row with one number of each side."""
    try:
        ours = number(trial(Tutela, collection))
    except NotMeasuredError as reason:
        return row.left_out(reason)
    theirs, remark = _theirs(_peer(plan), collection, number, grows=grows)
    return row.with_(ours, theirs, note=f"{note}{remark}")


def _theirs(
    side: type[Side], collection: Random, number: Callable[[Trial], float], *, grows: bool
) -> tuple[float | None, str]:
    """Their number, and a remark. What does not fit is scaled up from a million, and says so."""
    try:
        return number(trial(side, collection)), ""
    except NotMeasuredError as reason:
        remark = f"; theirs {reason}"
    try:
        small = number(trial(side, Random(MILLION)))
    except NotMeasuredError:
        return None, remark
    scale = collection.entries / MILLION if grows else 1
    return small * scale, f"{remark}, so this is scaled up from a million"


def _peer(plan: Plan) -> type[Side]:
    return Brute if plan.quick else Wheel
