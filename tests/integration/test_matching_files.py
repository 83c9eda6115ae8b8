"""Whatever happens to the files of an index, it answers rightly or refuses with a typed error."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tutela.matching import (
    ExactIndex,
    HammingIndex,
    IndexDamaged,
    IndexForeign,
    IndexUnreachable,
    MatchingError,
    pack_ids,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

PAGE = 4096
CODES = np.random.default_rng(5).integers(0, 256, (3_000, 32), dtype=np.uint8)
IDS = np.arange(len(CODES), dtype=np.uint64)
CODES[100:130] = CODES[99]
QUERIES = CODES[[0, 99, 2_000, 2_950, 2_999]] ^ np.repeat([1, 0], [12, 20]).astype(np.uint8)
# Looked up in the tables, and compared with every code.
RADII = (20, 31)


def made(folder: Path) -> HammingIndex:
    """Two segments, additions and withdrawals in the log."""
    index = HammingIndex.build(folder, CODES[:2_600], IDS[:2_600])
    index.change(CODES[2_600:2_900], IDS[2_600:2_900], withdrawn=pack_ids([3, 100]), mark=8)
    index.merge()
    index.change(CODES[2_900:], IDS[2_900:], withdrawn=pack_ids([0, 2_000, 2_999]), mark=9)
    return index


def answer(index: HammingIndex) -> list[list[int]]:
    """What the five queries find: three of their codes are there, one of them thirty times."""
    return [column.tolist() for radius in RADII for column in index.search(QUERIES, radius)]


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[list[int]]]:
    folder = tmp_path_factory.mktemp("files") / "index"
    return folder, answer(made(folder))


def files(folder: Path) -> list[Path]:
    return sorted(one for one in folder.iterdir() if one.stat().st_size)


def boundaries(size: int) -> Iterator[int]:
    """Every field of the header and counters, both sides of every page, and a few in between."""
    yield from range(0, min(size, 1_700), 4)
    for page in range(PAGE, size, PAGE):
        yield from (page - 1, page, page + 1, page + 48, page + 1_000)
    yield from (size // 2, size - 2, size - 1)


# Run in a process of its own, so that a crash is a failed test and not the end of all tests.
EVERY_DAMAGE = """
import sys
from pathlib import Path
from tests.integration import test_matching_files as here
folder, name, way = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
print(here.damaged(folder, folder / name, way))
"""


def damaged(folder: Path, path: Path, way: str) -> str:
    """Damages one file at each boundary; says how many were refused and how many did not matter."""
    whole = path.read_bytes()
    right = answer(HammingIndex.open(folder))
    refused = harmless = 0
    for at in sorted(set(boundaries(len(whole)))):
        if at >= len(whole):
            continue
        # Another file each time: cutting one that is open would be another experiment.
        path.unlink()
        if way == "cut":
            path.write_bytes(whole[:at])
        else:
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        try:
            found = answer(HammingIndex.open(folder))
        except MatchingError:
            refused += 1
        else:
            if found != right:
                raise AssertionError((path.name, way, at))
            harmless += 1
    path.unlink()
    path.write_bytes(whole)
    assert answer(HammingIndex.open(folder)) == right
    return f"{refused} {harmless}"


@pytest.mark.parametrize("way", ["cut", "flip"])
@pytest.mark.parametrize("number", range(4))
def test_a_file_that_is_cut_or_altered_anywhere_is_refused_or_does_not_matter(
    pristine: tuple[Path, list[list[int]]], tmp_path: Path, number: int, way: str
) -> None:
    folder = tmp_path / "index"
    shutil.copytree(pristine[0], folder)
    name = files(folder)[number].name
    command = [sys.executable, "-c", EVERY_DAMAGE, str(folder), name, way]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    refused, harmless = map(int, done.stdout.split())
    # What is cut is always refused, but for the room a log has left.
    if way == "cut":
        assert harmless == 0
    assert refused > (20 if way == "flip" else 50)


def test_the_answer_that_damage_might_change_has_entries_of_every_file(
    pristine: tuple[Path, list[list[int]]],
) -> None:
    ids = pristine[1][1]
    assert sorted(ids) == [99, *range(101, 130), 2_950, 2_999]
    assert pristine[1][:3] == pristine[1][3:]


def test_there_are_four_files_a_catalogue_a_log_and_two_segments(
    pristine: tuple[Path, list[list[int]]],
) -> None:
    names = [one.name.split("-")[0] for one in files(pristine[0])]
    assert names == ["catalogue", "log", "segment", "segment"]


def test_what_was_altered_while_the_index_was_open_is_found_by_verifying(tmp_path: Path) -> None:
    index = made(tmp_path / "index")
    segment = next(one for one in files(tmp_path / "index") if one.name.startswith("segment"))
    with segment.open("r+b") as opened:
        opened.seek(PAGE + 100)
        opened.write(b"\xff\x00\xff\x00")
    with pytest.raises(IndexDamaged, match="altered"):
        HammingIndex.open(tmp_path / "index").verify()
    del index


@pytest.mark.parametrize("name", ["catalogue", "log", "segment"])
def test_a_file_that_is_missing_is_an_error(tmp_path: Path, name: str) -> None:
    made(tmp_path / "index")
    next(one for one in files(tmp_path / "index") if one.name.startswith(name)).unlink()
    with pytest.raises(IndexUnreachable, match=name):
        HammingIndex.open(tmp_path / "index")


@pytest.mark.parametrize("content", [b"", b"x", b"\x89PNG\r\n\x1a\n" * 1_000, bytes(PAGE * 3)])
@pytest.mark.parametrize("name", ["catalogue", "log", "segment"])
def test_something_else_in_the_place_of_a_file_is_an_error(
    tmp_path: Path, name: str, content: bytes
) -> None:
    made(tmp_path / "index")
    path = next(one for one in files(tmp_path / "index") if one.name.startswith(name))
    path.unlink()
    path.write_bytes(content)
    with pytest.raises((IndexDamaged, IndexForeign)):
        HammingIndex.open(tmp_path / "index")


def test_an_index_of_another_kind_or_width_is_foreign_and_stays(tmp_path: Path) -> None:
    made(tmp_path / "index")
    ExactIndex.build(tmp_path / "table", 20)
    with pytest.raises(IndexForeign):
        ExactIndex.open(tmp_path / "index", 32)
    with pytest.raises(IndexForeign):
        ExactIndex.open(tmp_path / "table", 16)
    with pytest.raises(IndexForeign):
        HammingIndex.build(tmp_path / "table")
    assert len(ExactIndex.open(tmp_path / "table", 20)) == 0


def crc32c(data: bytes) -> int:
    """RFC 3720, appendix B.4, bit by bit."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def test_an_index_of_another_version_is_foreign_and_is_built_anew(tmp_path: Path) -> None:
    made(tmp_path / "index")
    path = tmp_path / "index" / "catalogue"
    content = bytearray(path.read_bytes())
    content[8] = 99
    content[-8:-4] = crc32c(bytes(content[:-8])).to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(IndexForeign, match="version 99"):
        HammingIndex.open(tmp_path / "index")
    assert len(HammingIndex.build(tmp_path / "index", CODES[:10], IDS[:10])) == 10


def test_no_altered_byte_keeps_an_index_from_being_built_again(tmp_path: Path) -> None:
    made(tmp_path / "index")
    path = tmp_path / "index" / "catalogue"
    whole = path.read_bytes()
    for at in range(0, 60, 4):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(IndexDamaged):
            HammingIndex.open(tmp_path / "index")
        assert len(HammingIndex.build(tmp_path / "index")) == 0


def test_a_damaged_index_is_built_again_in_its_place(tmp_path: Path) -> None:
    reader = made(tmp_path / "index")
    for path in files(tmp_path / "index"):
        path.write_bytes(path.read_bytes()[:-1])
    index = HammingIndex.build(tmp_path / "index", CODES[:10], IDS[:10])
    assert index.search(CODES[4:5], 0).ids.tolist() == [4]
    del reader


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("a file")
    with pytest.raises(IndexUnreachable):
        HammingIndex.build(tmp_path / "index")
    with pytest.raises(IndexUnreachable):
        HammingIndex.open(tmp_path / "nowhere")


def test_a_segment_is_readable_by_its_owner_alone(pristine: tuple[Path, list[list[int]]]) -> None:
    assert pristine[0].stat().st_mode & 0o777 == 0o700
    assert {one.stat().st_mode & 0o777 for one in files(pristine[0])} == {0o600}


def clustered(count: int) -> NDArray[np.uint8]:
    random = np.random.default_rng(8)
    codes = np.tile(CODES[0], (count, 1))
    flips = random.integers(0, 256, (count, 10))
    for column in flips.T:
        codes[np.arange(count), column // 8] ^= (1 << (column % 8)).astype(np.uint8)
    return codes


@pytest.mark.parametrize("away", [0, 12, 25, 45])
def test_a_cluster_of_very_many_near_codes_is_answered_in_full(tmp_path: Path, away: int) -> None:
    codes = np.concatenate([clustered(20_000), CODES, np.zeros((5_000, 32), np.uint8)])
    index = HammingIndex.build(tmp_path / "index", codes, np.arange(len(codes), dtype=np.uint64))
    query = CODES[:1].copy()
    query[0, : away // 8] ^= 0xFF
    for one in (query, np.zeros((1, 32), np.uint8)):
        near = np.bitwise_count(codes ^ one[0]).sum(axis=1) <= 31
        assert sorted(index.search(one, 31).ids.tolist()) == np.flatnonzero(near).tolist()
