"""On any data and at every radius, the kernel answers what the plain Python reference answers."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tutela.matching import (
    MAX_RADIUS,
    WIDTHS,
    ExactIndex,
    HammingIndex,
    pack,
    pack_ids,
    paths,
)
from tutela.matching.reference import ReferenceIndex, ReferenceTable

CENTRES = (bytes(32), b"\xff" * 32, bytes(range(32)))


def flipped(code: bytes, bits: set[int]) -> bytes:
    return (int.from_bytes(code) ^ sum(1 << bit for bit in bits)).to_bytes(32)


near = st.builds(
    flipped, st.sampled_from(CENTRES), st.sets(st.integers(0, 255), max_size=MAX_RADIUS + 4)
)
codes = st.one_of(near, st.sampled_from(CENTRES), st.binary(min_size=32, max_size=32))
ids = st.one_of(st.integers(0, 20), st.integers(0, 2**64 - 1))
radii = st.integers(0, MAX_RADIUS)


def answer(
    index: HammingIndex, queries: list[bytes], radius: int, path: str = ""
) -> list[tuple[int, int, int]]:
    columns = index.search(pack(queries), radius, path=path)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def clustered(seed: int, count: int) -> list[bytes]:
    """Codes from 0 to 60 bits away from one of three centres, and a few anywhere."""
    random = np.random.default_rng(seed)
    made = [
        flipped(CENTRES[at % 3], set(random.permutation(256)[: at % 61].tolist()))
        for at in range(count)
    ]
    return made + [random.bytes(32) for _ in range(count // 10)]


@pytest.mark.parametrize("path", paths())
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), count=st.sampled_from([0, 1, 40, 250, 900]))
def test_clusters_and_random_codes_agree_at_every_radius(path: str, seed: int, count: int) -> None:
    known, reference = clustered(seed, count), ReferenceIndex()
    index = HammingIndex.of(pack(known), pack_ids(range(len(known))))
    reference.add(known, range(len(known)))
    queries = [*CENTRES, *clustered(seed + 1, 6)]
    for radius in range(MAX_RADIUS + 1):
        assert answer(index, queries, radius, path) == reference.search(queries, radius)


class Histories(RuleBasedStateMachine):
    """Any order of additions, withdrawals and searches."""

    @initialize(path=st.sampled_from(paths()))
    def start(self, path: str) -> None:
        self.path = path
        self.folder = Path(tempfile.mkdtemp())
        self.index = HammingIndex.build(self.folder / "index")
        self.reference = ReferenceIndex()

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)

    @rule(whole=st.booleans())
    def merge(self, whole: bool) -> None:  # noqa: FBT001 - a rule's arguments are named
        self.index.merge(whole=whole)

    @rule()
    def open_again(self) -> None:
        self.index = HammingIndex.open(self.folder / "index")

    @rule(entries=st.lists(st.tuples(codes, ids), max_size=30))
    def add(self, entries: list[tuple[bytes, int]]) -> None:
        known, named = [code for code, _ in entries], [known_id for _, known_id in entries]
        self.index.add(pack(known), pack_ids(named))
        self.reference.add(known, named)

    @rule(doomed=st.lists(ids, max_size=12))
    def withdraw(self, doomed: list[int]) -> None:
        assert self.index.withdraw(pack_ids(doomed)) == self.reference.withdraw(doomed)

    @rule(queries=st.lists(codes, max_size=4), radius=radii)
    def search(self, queries: list[bytes], radius: int) -> None:
        found = answer(self.index, queries, radius, self.path)
        assert found == self.reference.search(queries, radius)

    @invariant()
    def as_many(self) -> None:
        if hasattr(self, "index"):
            assert len(self.index) == len(self.reference)


class DigestHistories(RuleBasedStateMachine):
    """The same for a an exact index."""

    @initialize(width=st.sampled_from(WIDTHS))
    def start(self, width: int) -> None:
        self.width = width
        self.folder = Path(tempfile.mkdtemp())
        self.table = ExactIndex.build(self.folder / "table", width)
        self.reference = ReferenceTable()

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)

    @rule(whole=st.booleans())
    def merge(self, whole: bool) -> None:  # noqa: FBT001 - a rule's arguments are named
        self.table.merge(whole=whole)

    def digest(self, code: bytes) -> bytes:
        return code[-self.width :]

    @rule(entries=st.lists(st.tuples(codes, ids), max_size=30))
    def add(self, entries: list[tuple[bytes, int]]) -> None:
        known = [self.digest(code) for code, _ in entries]
        named = [known_id for _, known_id in entries]
        self.table.add(pack(known, self.width), pack_ids(named))
        self.reference.add(known, named)

    @rule(doomed=st.lists(ids, max_size=12))
    def withdraw(self, doomed: list[int]) -> None:
        assert self.table.withdraw(pack_ids(doomed)) == self.reference.withdraw(doomed)

    @rule(code=codes)
    def search(self, code: bytes) -> None:
        digest = self.digest(code)
        assert self.table.search(digest) == self.reference.search(digest)

    @invariant()
    def as_many(self) -> None:
        if hasattr(self, "table"):
            assert len(self.table) == len(self.reference)


Histories.TestCase.settings = settings(max_examples=40, stateful_step_count=15, deadline=None)
DigestHistories.TestCase.settings = Histories.TestCase.settings
TestHistories = Histories.TestCase
TestDigestHistories = DigestHistories.TestCase
