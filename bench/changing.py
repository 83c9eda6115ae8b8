"""How soon a change by one process acts in others that are busy searching."""

from __future__ import annotations

import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from bench.codes import RADIUS, Codes, Random, by_chance, whole
from bench.drawn import CACHE
from bench.fresh import PATIENCE, SPAWN
from bench.rows import MILLISECONDS, AtMost, Plan, Row
from bench.sides import Wheel
from bench.trials import NotMeasuredError, trial

from tutela.matching import HammingIndex

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.sharedctypes import Synchronized

MILLION = 1_000_000
READERS = 2
CHANGES = 300


@dataclass(frozen=True, slots=True)
class Board:
    """What the processes tell each other: which round it is, and who has seen what when."""

    round: Synchronized[int]
    seen: list[Synchronized[int]]
    when: list[Synchronized[float]]

    @classmethod
    def empty(cls) -> Board:
        return cls(
            SPAWN.Value("q", 0, lock=False),
            [SPAWN.Value("q", -1, lock=False) for _ in range(READERS)],
            [SPAWN.Value("d", 0.0, lock=False) for _ in range(READERS)],
        )

    def seen_by_all(self, number: int) -> float:
        """Waits until every reader has seen a change; the moment of the last."""
        end = time.perf_counter() + PATIENCE
        while any(one.value < number for one in self.seen):
            if time.perf_counter() > end:
                raise TimeoutError(f"change {number} was not seen")
            time.sleep(0.0005)
        return max(one.value for one in self.when)


def rows(plan: Plan) -> Iterator[Row]:
    """The time from the writer's call until every reader answers otherwise, at the 99th of 100."""
    entries, changes = plan.sized(MILLION), 20 if plan.quick else CHANGES
    collection = Random(entries)
    delays = measure(collection, changes)
    row = Row(
        f"a change acts in {READERS} busy processes, p99, {collection.name}",
        Wheel.name,
        MILLISECONDS,
        AtMost(1, 0.1),
    )
    note = f"median {MILLISECONDS.shown(float(np.median(delays)))}; theirs: build, store and load"
    yield row.with_(float(np.percentile(delays, 99)), rebuilt(plan), note=note)


def rebuilt(plan: Plan) -> float | None:
    """What it takes at the very least until a new entry acts in a process of theirs."""
    try:
        theirs = None if plan.quick else trial(Wheel, Random(MILLION))
    except NotMeasuredError:
        return None
    return theirs.building + theirs.storing + theirs.opening if theirs else None


def measure(collection: Random, changes: int) -> list[float]:
    """Seconds each of so many additions, and as many withdrawals, took to act everywhere."""
    new = by_chance(np.random.default_rng(51), changes)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder, ExitStack() as ending:
        path = Path(folder) / "index"
        ids = np.arange(collection.entries, dtype=np.uint64)
        writer = HammingIndex.build(path, whole(collection), ids)
        board = Board.empty()
        for number in range(READERS):
            reader = SPAWN.Process(target=read, args=(path, new, board, number), daemon=True)
            reader.start()
            ending.callback(reader.join)
            ending.callback(reader.terminate)
        board.seen_by_all(0)
        return [one for at in range(changes) for one in change(writer, new, at, board)]


def change(writer: HammingIndex, new: Codes, at: int, board: Board) -> Iterator[float]:
    """Adds a new entry, and takes it away."""
    ids = np.array([2**40 + at], np.uint64)
    for number, act in ((2 * at + 1, lambda: writer.add(new[at : at + 1], ids)),
                        (2 * at + 2, lambda: writer.withdraw(ids))):  # fmt: skip
        board.round.value = number
        began = time.perf_counter()
        act()
        yield board.seen_by_all(number) - began


def read(path: Path, new: Codes, board: Board, number: int) -> None:
    """Searches without a pause; notes when the answer for the entry of this round has changed."""
    index = HammingIndex.open(path)
    index.verify()
    others = by_chance(np.random.default_rng(number), 1000)
    board.seen[number].value = 0
    searches = 0
    while (last := board.seen[number].value) < 2 * len(new):
        searches += 1
        index.search(others[searches % 1000][np.newaxis], RADIUS)
        wanted = board.round.value
        if wanted == last:
            continue
        found = len(index.search(new[(wanted - 1) // 2][np.newaxis], 0).ids) > 0
        if found == (wanted % 2 == 1):
            board.when[number].value = time.perf_counter()
            board.seen[number].value = wanted
