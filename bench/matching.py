"""How fast the similarity index answers, against brute force in numpy: `python bench/matching.py`.

One thread on both sides, the same random codes, measured in turns; every answer is compared. Times
are the thread's own (CPU time), so other work on the machine does not blur them.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from tutela.matching import ExactTable, HammingIndex, Matches, kernels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RADIUS = 31
BATCH = 64
Codes = NDArray[np.uint8]
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Row:
    """Medians in seconds; `theirs` is None where there is nothing to compare with."""

    work: str
    ours: float
    theirs: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.theirs / self.ours if self.theirs is not None else None


class Brute:
    """The fastest plain numpy we know: a column for each word, in parts that stay in the cache."""

    part = 1 << 14

    def __init__(self, codes: Codes) -> None:
        self.columns = [column.copy() for column in codes.view(np.uint64).T]
        self.differing = np.empty(self.part, np.uint64)
        self.bits = np.empty(self.part, np.uint8)

    def search(self, code: Codes) -> list[tuple[int, int]]:
        found = []
        words = code.view(np.uint64)
        for start in range(0, len(self.columns[0]), self.part):
            distances = self.distances(start, words)
            near = np.flatnonzero(distances <= RADIUS)
            found += [(start + int(at), int(distances[at])) for at in near]
        return found

    def distances(self, start: int, words: NDArray[np.uint64]) -> NDArray[np.uint16]:
        size = min(self.part, len(self.columns[0]) - start)
        differing, bits = self.differing[:size], self.bits[:size]
        total = np.zeros(size, np.uint16)
        for column, word in zip(self.columns, words, strict=True):
            np.bitwise_xor(column[start : start + size], word, out=differing)
            np.bitwise_count(differing, out=bits)
            total += bits
        return total


def measure(entries: int, rounds: int) -> Iterator[Row]:
    """The rows of the table, one by one."""
    random = np.random.default_rng(31)
    codes = random.integers(0, 256, (entries, 32), dtype=np.uint8)
    ids = np.arange(entries, dtype=np.uint64)
    queries = random.integers(0, 256, (max(rounds, BATCH), 32), dtype=np.uint8)
    queries[::2] = codes[: len(queries[::2])]
    queries[::2, 0] ^= 0b101
    brute = Brute(codes)
    for kernel in kernels():
        index = HammingIndex(kernel=kernel)
        index.add(codes, ids)
        yield single(index, brute, queries[:rounds])
        yield batch(index, brute, queries[:BATCH])
    yield from changes(codes, ids, rounds)
    yield digests(codes, ids, rounds)


def single(index: HammingIndex, brute: Brute, queries: Codes) -> Row:
    ours, theirs = [], []
    for at, query in enumerate(queries):
        matches, took = timed(index.search, queries[at : at + 1], RADIUS)
        expected, brute_took = timed(brute.search, query)
        same(matches, [(0, *found) for found in expected])
        ours.append(took)
        theirs.append(brute_took)
    return Row(f"one query, {index.kernel}", statistics.median(ours), statistics.median(theirs))


def batch(index: HammingIndex, brute: Brute, queries: Codes) -> Row:
    theirs, expected = [], []
    for at, query in enumerate(queries):
        found, took = timed(brute.search, query)
        theirs.append(took)
        expected += [(at, *one) for one in found]
    ours = []
    for _ in range(5):
        matches, took = timed(index.search, queries, RADIUS)
        same(matches, expected)
        ours.append(took / len(queries))
    work = f"a query of a batch of {len(queries)}, {index.kernel}"
    return Row(work, statistics.median(ours), statistics.median(theirs))


def changes(codes: Codes, ids: NDArray[np.uint64], rounds: int) -> Iterator[Row]:
    index = HammingIndex()
    _, took = timed(index.add, codes, ids)
    yield Row("add all at once", took)
    added, withdrawn = [], []
    for at in range(rounds):
        extra = ids[at : at + 1] + np.uint64(len(ids))
        added.append(timed(index.add, codes[at : at + 1], extra)[1])
        withdrawn.append(timed(index.withdraw, extra)[1])
    yield Row("add one", statistics.median(added))
    yield Row("withdraw one", statistics.median(withdrawn))
    half = ids[::2].copy()
    yield Row("withdraw half", timed(index.withdraw, half)[1])


def digests(codes: Codes, ids: NDArray[np.uint64], rounds: int) -> Row:
    table = ExactTable(32)
    table.add(codes, ids)
    took = []
    for at in range(rounds):
        found, one = timed(table.search, codes[at].tobytes())
        if found != (at,):
            raise AssertionError(found)
        took.append(one)
    return Row("one SHA-256", statistics.median(took))


def timed(work: Callable[..., Answer], *given: object) -> tuple[Answer, float]:
    began = time.thread_time()
    answer = work(*given)
    return answer, time.thread_time() - began


def same(matches: Matches, expected: list[tuple[int, int, int]]) -> None:
    found = sorted(zip(*(column.tolist() for column in matches), strict=True))
    if found != sorted(expected):
        raise AssertionError((found, expected))


def line(row: Row) -> str:
    theirs = f"{row.theirs * 1e3:10.4f}" if row.theirs is not None else " " * 10
    ratio = f"{row.ratio:8.1f}" if row.ratio is not None else " " * 8
    return f"{row.work:<42}{row.ours * 1e3:10.4f}{theirs}{ratio}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=51)
    chosen = parser.parse_args()
    print(f"{chosen.entries:,} entries, radius {RADIUS}, {platform.machine()}, medians in ms")
    print(f"{'work':<42}{'ours':>10}{'numpy':>10}{'ratio':>8}")
    for row in measure(chosen.entries, chosen.rounds):
        print(line(row), flush=True)


if __name__ == "__main__":
    main()
