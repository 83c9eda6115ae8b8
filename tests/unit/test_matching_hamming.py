"""The similarity index holds entries, finds all in reach and forgets what is withdrawn."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tutela.matching import MAX_RADIUS, HammingIndex, Matches, pack, pack_ids, paths

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

ZERO = bytes(32)
ONE_BIT = bytes(31) + b"\x01"
FAR = b"\xff" * 32


@pytest.fixture
def index(tmp_path: Path) -> HammingIndex:
    return HammingIndex.build(tmp_path / "index")


def rows(matches: Matches) -> list[tuple[int, int, int]]:
    return list(
        zip(
            matches.query_index.tolist(),
            matches.ids.tolist(),
            matches.distances.tolist(),
            strict=True,
        )
    )


def random_codes(count: int, seed: int = 1) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (count, 32), dtype=np.uint8)


def test_an_empty_index_has_no_entries_and_answers_every_search(index: HammingIndex) -> None:
    assert len(index) == 0
    assert rows(index.search(pack([ZERO, FAR]), MAX_RADIUS)) == []


def test_an_empty_query_an_empty_addition_and_an_empty_withdrawal_do_nothing(
    index: HammingIndex,
) -> None:
    index.add(pack([ZERO]), pack_ids([1]))
    index.add(pack([]), pack_ids([]))
    assert index.withdraw(pack_ids([])) == 0
    assert len(index) == 1
    assert rows(index.search(pack([]), 31)) == []


def test_an_answer_has_the_promised_types_even_when_empty(index: HammingIndex) -> None:
    for codes in (pack([]), pack([ZERO])):
        matches = index.search(codes, 0)
        assert [column.dtype for column in matches] == [np.int64, np.uint64, np.uint16]
        assert [column.shape for column in matches] == [(0,)] * 3


def test_a_match_says_which_query_which_entry_and_how_far(index: HammingIndex) -> None:
    index.add(pack([ZERO, ONE_BIT, FAR]), pack_ids([10, 11, 12]))
    assert rows(index.search(pack([FAR, ZERO]), 1)) == [(0, 12, 0), (1, 10, 0), (1, 11, 1)]


def test_every_radius_includes_its_last_bit_and_no_more(index: HammingIndex) -> None:
    for radius in range(1, MAX_RADIUS + 1):
        shifts = (0, 1, 100, 256 - radius)
        codes = [(((1 << radius) - 1) << shift).to_bytes(32) for shift in shifts]
        index.add(pack(codes), pack_ids(shifts))
        assert index.search(pack([ZERO]), radius).distances.tolist() == [radius] * 4
        assert len(index.search(pack([ZERO]), radius - 1).ids) == 0
        index.withdraw(pack_ids(shifts))


def test_one_code_may_carry_several_ids_and_one_id_several_codes(index: HammingIndex) -> None:
    index.add(pack([ZERO, ZERO, ONE_BIT]), pack_ids([2, 1, 1]))
    assert rows(index.search(pack([ZERO]), 1)) == [(0, 1, 0), (0, 2, 0), (0, 1, 1)]
    assert index.withdraw(pack_ids([1])) == 2
    assert rows(index.search(pack([ZERO]), 1)) == [(0, 2, 0)]


def test_the_largest_id_comes_back_unchanged(index: HammingIndex) -> None:
    index.add(pack([ZERO]), pack_ids([2**64 - 1]))
    assert rows(index.search(pack([ZERO]), 0)) == [(0, 2**64 - 1, 0)]


def test_a_withdrawn_entry_is_gone_at_once_and_may_come_back(index: HammingIndex) -> None:
    index.add(pack([ZERO, FAR]), pack_ids([1, 2]))
    assert index.withdraw(pack_ids([1, 1, 99])) == 1
    assert index.withdraw(pack_ids([1])) == 0
    assert len(index) == 1
    assert rows(index.search(pack([ZERO]), 52)) == []
    index.add(pack([ZERO]), pack_ids([1]))
    assert rows(index.search(pack([ZERO]), 0)) == [(0, 1, 0)]


def test_an_index_of_many_segments_equals_brute_force_before_and_after_withdrawal(
    index: HammingIndex,
) -> None:
    codes = random_codes(50_000)
    codes[::7] = codes[0]
    codes[::7, 5] = (np.arange(len(codes[::7])) % 256).astype(np.uint8)
    ids = np.random.default_rng(2).permutation(len(codes)).astype(np.uint64)
    for part in np.array_split(np.arange(len(codes)), [1, 2, 20_000, 45_000]):
        index.add(codes[part], ids[part])
    for keep in (1, 3, 39):
        kept = ids % keep == 0
        index.withdraw(ids[~kept])
        assert len(index) == kept.sum()
        queries = codes[[0, 1, 14, 49_999]]
        assert rows(index.search(queries, 31)) == brute(codes[kept], ids[kept], queries, 31)


def brute(
    codes: NDArray[np.uint8], ids: NDArray[np.uint64], queries: NDArray[np.uint8], radius: int
) -> list[tuple[int, int, int]]:
    found = []
    for at, query in enumerate(queries):
        distances = np.bitwise_count(codes ^ query).sum(axis=1)
        near = distances <= radius
        pairs = sorted(zip(distances[near].tolist(), ids[near].tolist(), strict=True))
        found += [(at, known, distance) for distance, known in pairs]
    return found


def test_read_only_input_is_welcome_and_later_changes_to_it_do_not_matter(
    index: HammingIndex,
) -> None:
    codes, ids = random_codes(3), np.arange(3, dtype=np.uint64)
    queries = codes.copy()
    for array in (codes, ids, queries):
        array.flags.writeable = False
    index.add(codes, ids)
    codes.flags.writeable = True
    codes[:] = 0
    assert index.search(queries, 0).ids.tolist() == [0, 1, 2]


def test_an_answer_outlives_its_index(tmp_path: Path) -> None:
    index = HammingIndex.build(tmp_path / "index", pack([ZERO]), pack_ids([7]))
    matches = index.search(pack([ZERO]), 0)
    del index
    assert rows(matches) == [(0, 7, 0)]


def test_all_paths_mean_the_same_and_the_last_runs_everywhere(tmp_path: Path) -> None:
    codes = random_codes(30_000)
    index = HammingIndex.build(tmp_path / "index", codes, np.arange(len(codes), dtype=np.uint64))
    queries = codes[:40] ^ (random_codes(40, 2) & random_codes(40, 3) & random_codes(40, 4))
    for radius in (0, 12, 31, 52):
        answers = [rows(index.search(queries, radius, path=path)) for path in paths()]
        assert all(answer == answers[0] for answer in answers)
    assert paths()[-1] == "portable"


def test_an_index_of_this_process_alone_answers_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    index = HammingIndex.of(pack([ZERO, FAR]), pack_ids([1, 2]))
    assert list(tmp_path.iterdir()) == []
    assert rows(index.search(pack([ONE_BIT]), 1)) == [(0, 1, 1)]


def test_a_change_withdraws_first_then_adds_and_its_mark_is_the_last(index: HammingIndex) -> None:
    index.change(pack([ZERO]), pack_ids([1]), mark=1)
    assert index.change(pack([FAR]), pack_ids([1]), withdrawn=pack_ids([1]), mark=2**64 - 1) == 1
    assert rows(index.search(pack([ZERO, FAR]), 0)) == [(1, 1, 0)]
    assert index.standing().mark == 2**64 - 1
    index.merge(whole=True)
    assert (index.standing().mark, index.standing().withdrawn) == (2**64 - 1, 0)


def test_many_more_changes_than_the_log_has_room_for_are_all_kept(tmp_path: Path) -> None:
    codes, ids = random_codes(60_000), np.arange(60_000, dtype=np.uint64)
    index = HammingIndex.build(tmp_path / "index", codes, ids)
    for part in range(12):
        some = ids[part * 5_000 : part * 5_000 + 5_000]
        assert index.change(codes[some], some + np.uint64(10**6), withdrawn=some) == 5_000
    assert len(index) == 60_000
    found = index.search(codes[::1_000].copy(), 0)
    assert found.ids.tolist() == [10**6 + n for n in range(0, 60_000, 1_000)]


def test_threads_search_whole_changes_while_another_adds_and_withdraws(
    index: HammingIndex,
) -> None:
    query = pack([ZERO])
    torn: list[int] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            found = len(index.search(query, 0).ids)
            if found % 2:
                torn.append(found)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for pair in range(300):
        index.add(pack([ZERO, ZERO]), pack_ids([pair, pair]))
        if pair >= 100:
            assert index.withdraw(pack_ids([pair - 100])) == 2
    done.set()
    for reader in readers:
        reader.join()
    assert torn == []
    assert len(index) == 200


def test_a_search_lets_other_threads_run(tmp_path: Path) -> None:
    codes = random_codes(100_000)
    index = HammingIndex.build(tmp_path / "index", codes, np.arange(len(codes), dtype=np.uint64))
    took: list[float] = []

    def search() -> None:
        began = time.perf_counter()
        index.search(codes[:200], 52, path="portable")
        took.append(time.perf_counter() - began)

    searching = threading.Thread(target=search)
    longest_wait, last = 0.0, time.perf_counter()
    searching.start()
    while searching.is_alive():
        now = time.perf_counter()
        longest_wait, last = max(longest_wait, now - last), now
    assert longest_wait < 0.9 * took[0]
