"""The exact index finds the ids of a digest, and only those."""

from __future__ import annotations

import hashlib
import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tutela.matching import ExactIndex, pack, pack_ids

if TYPE_CHECKING:
    from pathlib import Path

DIGESTS = {16: hashlib.md5, 20: hashlib.sha1, 32: hashlib.sha256}


@pytest.fixture(params=DIGESTS)
def table(request: pytest.FixtureRequest, tmp_path: Path) -> ExactIndex:
    return ExactIndex.build(tmp_path / "table", request.param)


def digests(table: ExactIndex, *numbers: int) -> list[bytes]:
    make = DIGESTS[table.width]
    return [make(str(number).encode()).digest() for number in numbers]


def test_an_empty_table_answers_every_search(table: ExactIndex) -> None:
    assert len(table) == 0
    assert table.search(digests(table, 1)[0]) == ()
    assert table.withdraw(pack_ids([1])) == 0


def test_an_empty_addition_does_nothing(table: ExactIndex) -> None:
    table.add(pack([], table.width), pack_ids([]))
    assert len(table) == 0


def test_a_digest_is_found_and_one_that_differs_in_its_last_bit_is_not(table: ExactIndex) -> None:
    (known,) = digests(table, 1)
    table.add(pack([known], table.width), pack_ids([2**64 - 1]))
    assert table.search(known) == (2**64 - 1,)
    assert table.search(known[:-1] + bytes([known[-1] ^ 1])) == ()


def test_the_ids_of_a_shared_digest_come_in_ascending_order(table: ExactIndex) -> None:
    one, two = digests(table, 1, 2)
    table.add(pack([one, two, one], table.width), pack_ids([5, 9, 300]))
    table.add(pack([one], table.width), pack_ids([1]))
    assert table.search(one) == (1, 5, 300)


def test_a_withdrawn_id_is_gone_at_once_and_may_come_back(table: ExactIndex) -> None:
    one, two = digests(table, 1, 2)
    table.add(pack([one, two, one], table.width), pack_ids([5, 5, 6]))
    assert table.withdraw(pack_ids([5, 99, 5])) == 2
    assert (table.search(one), table.search(two), len(table)) == ((6,), (), 1)
    table.add(pack([two], table.width), pack_ids([5]))
    assert table.search(two) == (5,)


def test_thousands_added_one_by_one_and_at_once_are_all_found(table: ExactIndex) -> None:
    known = digests(table, *range(5000))
    table.add(pack(known[:4900], table.width), pack_ids(range(4900)))
    for at in range(4900, 5000):
        table.add(pack([known[at]], table.width), pack_ids([at]))
    assert table.withdraw(pack_ids(range(0, 5000, 3))) == 1667
    expected = [(at,) if at % 3 else () for at in range(5000)]
    assert [table.search(digest) for digest in known] == expected


def test_threads_search_whole_changes_while_another_adds_and_withdraws(tmp_path: Path) -> None:
    table, one = ExactIndex.build(tmp_path / "table", 16), bytes(16)
    torn: list[int] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            found = len(table.search(one))
            if found % 2:
                torn.append(found)

    reader = threading.Thread(target=read)
    reader.start()
    for pair in range(300):
        table.add(np.zeros((2, 16), np.uint8), pack_ids([pair, pair]))
        if pair >= 100:
            assert table.withdraw(pack_ids([pair - 100])) == 2
    done.set()
    reader.join()
    assert torn == []
    assert len(table) == 200


def test_entries_are_found_by_the_beginning_of_their_key(tmp_path: Path) -> None:
    keys = [bytes([first]) * 8 + bytes([last]) * 17 for first in range(9) for last in (2, 1)]
    table = ExactIndex.build(tmp_path / "table", 25, pack(keys, 25), pack_ids(range(18)))
    assert table.beginning(b"\x04" * 8) == [(keys[9], 9), (keys[8], 8)]
    assert table.beginning(b"\x04") == table.beginning(b"\x04" * 8)
    assert table.beginning(b"\x09" * 8) == []
