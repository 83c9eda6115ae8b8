"""One side and one collection: built, opened and searched, each in a process of its own."""

from __future__ import annotations

import hashlib
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from bench import fresh, machine
from bench.codes import Random
from bench.drawn import CACHE
from bench.sides import Side, Tutela, installed

if TYPE_CHECKING:
    from bench.codes import Collection

Digest: TypeAlias = tuple[int, str]
"""How many entries an answer names, and the SHA-256 of all of it."""

LARGE = 50_000_000
THEIRS, THEIRS_LARGE = 60, 20
"""How many queries are timed on the other side."""
READERS = 3
OPENINGS = 5


class NotMeasuredError(Exception):
    """Why a side is not measured here."""


class AnswersDifferError(Exception):
    """Both sides were asked the same and answered otherwise: no number counts then."""


@dataclass(frozen=True, slots=True)
class Searched:
    """Seconds and digests, query by query; seconds and memory of opening.

    `times` are on the wall, `own_times` the thread's own, without what other programs took.
    """

    times: list[float]
    own_times: list[float]
    answers: list[Digest]
    opening: float
    first_answer: float
    held: int

    @property
    def median(self) -> float:
        return float(np.median(self.times))

    @property
    def p99(self) -> float:
        return float(np.percentile(self.times, 99))

    @property
    def own_spread(self) -> float:
        """The slowest search of a hundred over the median, in the thread's own time."""
        return float(np.percentile(self.own_times, 99) / np.median(self.own_times))


@dataclass(frozen=True, slots=True)
class Trial:
    """What came out: seconds, bytes, and what several processes saw that opened the index."""

    side: type[Side]
    entries: int
    building: float
    storing: float
    file_bytes: int
    searched: Searched
    openings: list[Searched]
    readers: list[Searched]

    @property
    def first_answer(self) -> float:
        """Until a new process that opens the index has its first answer."""
        return float(np.median([one.first_answer for one in self.openings]))

    @property
    def opening(self) -> float:
        return float(np.median([one.opening for one in self.openings]))

    @property
    def bytes_per_hash(self) -> float:
        """Ours: the files once, and what every reader holds besides. Theirs: what one holds."""
        shared = self.file_bytes if self.side.shared else 0
        return (shared + sum(one.held for one in self.readers)) / self.entries


@cache
def trial(side: type[Side], collection: Collection) -> Trial:
    """Measures a side, once for all rows of a run. Raises NotMeasuredError if it cannot be."""
    _check(side, collection)
    print(f"  … {side.name}, {collection.name}", file=sys.stderr, flush=True)
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        path = Path(folder) / "index"
        building, storing = fresh.run(_build, side, collection, path)
        size = _size(path)
        searched = fresh.run(_search, side, collection, path, _queries(side, collection))
        openings = readers = [searched]
        if side.shared and isinstance(collection, Random):
            openings = [fresh.run(_search, side, collection, path, 1) for _ in range(OPENINGS)]
            readers = fresh.together(READERS, _search, side, collection, path, 100)
        return Trial(side, collection.entries, building, storing, size, searched, openings, readers)


def same(ours: Searched, theirs: Searched) -> int:
    """How many queries both were asked. Raises AnswersDifferError unless all answers are equal."""
    pairs = list(zip(ours.answers, theirs.answers, strict=False))
    for at, (one, other) in enumerate(pairs):
        if one != other:
            raise AnswersDifferError(f"query {at}: {one[0]} entries here, {other[0]} there")
    return len(pairs)


def _check(side: type[Side], collection: Collection) -> None:
    if not installed(side.package):
        raise NotMeasuredError(f"{side.package} is not installed")
    needed, free = side.room * collection.entries, machine.memory_free()
    if needed > free:
        needs, has = (f"{one / machine.GIGABYTE:.0f} GB" for one in (needed, free))
        raise NotMeasuredError(f"needs about {needs} of memory while {has} are free")


def _queries(side: type[Side], collection: Collection) -> int:
    if side is Tutela:
        return collection.asks
    return THEIRS if collection.entries < LARGE else THEIRS_LARGE


def _build(side: type[Side], collection: Collection, path: Path) -> tuple[float, float]:
    side.begin()
    given = side.given(collection)
    built, building = fresh.told(side.build, given, path)
    return building, fresh.timed(side.store, built, path)


def _search(side: type[Side], collection: Collection, path: Path, count: int) -> Searched:
    side.begin()
    queries = collection.queries(collection.asks)[:count]
    before = machine.own_memory()
    index, opening = fresh.told(side.open, path)
    first = fresh.timed(index.search, index.asked(queries[0]))
    index.warm()
    times, own_times, answers = [], [], []
    for query in queries:
        own = time.thread_time()
        found, seconds = fresh.told(index.search, index.asked(query))
        own_times.append(time.thread_time() - own)
        times.append(seconds)
        answers.append(_digest(index.answer(found)))
    held = machine.own_memory() - before
    return Searched(times, own_times, answers, opening, opening + first, held)


def _digest(answer: list[tuple[int, int]]) -> Digest:
    return len(answer), hashlib.sha256(np.array(answer, np.int64).tobytes()).hexdigest()


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(one.stat().st_size for one in files if one.is_file())
