"""Whatever an index does not take is refused with a typed sentence and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tutela import matching
from tutela.matching import (
    DigestError,
    DtypeError,
    ExactIndex,
    HammingIndex,
    LayoutError,
    LengthError,
    MatchingError,
    PathError,
    RadiusError,
    ShapeError,
    WidthError,
    pack,
    pack_ids,
)

if TYPE_CHECKING:
    from pathlib import Path

CODES = np.zeros((4, 32), np.uint8)
IDS = np.arange(4, dtype=np.uint64)
MISALIGNED = np.frombuffer(bytes(33), np.uint8)[1:].view(np.uint64)

WRONG_CODES: list[tuple[Any, type[MatchingError]]] = [
    (CODES.tolist(), DtypeError),
    (CODES.tobytes(), DtypeError),
    (None, DtypeError),
    (CODES.astype(np.int8), DtypeError),
    (CODES.astype(np.uint64), DtypeError),
    (CODES.astype(np.bool_), DtypeError),
    (CODES[0], ShapeError),
    (CODES[:, :31], ShapeError),
    (CODES.reshape(2, 2, 32), ShapeError),
    (np.zeros((0,), np.uint8), ShapeError),
    (np.asfortranarray(CODES), LayoutError),
    (np.zeros((4, 64), np.uint8)[:, ::2], LayoutError),
    (np.zeros((8, 32), np.uint8)[::2], LayoutError),
    (CODES[::-1], LayoutError),
]
WRONG_IDS: list[tuple[Any, type[MatchingError]]] = [
    (IDS.tolist(), DtypeError),
    (IDS.astype(np.int64), DtypeError),
    (IDS.astype(">u8"), DtypeError),
    (IDS.astype(np.float64), DtypeError),
    (IDS.astype(object), DtypeError),
    (IDS.reshape(4, 1), ShapeError),
    (np.array(1, np.uint64), ShapeError),
    (np.arange(8, dtype=np.uint64)[::2], LayoutError),
    (MISALIGNED, LayoutError),
]


@pytest.fixture
def index(tmp_path: Path) -> HammingIndex:
    return HammingIndex.build(tmp_path / "index", CODES, IDS)


@pytest.fixture
def table(tmp_path: Path) -> ExactIndex:
    return ExactIndex.build(tmp_path / "table", 32)


@pytest.mark.parametrize(("codes", "error"), WRONG_CODES)
def test_codes_that_are_not_rows_of_32_bytes_are_refused(
    index: HammingIndex, table: ExactIndex, codes: Any, error: type[MatchingError]
) -> None:
    with pytest.raises(error):
        index.add(codes, IDS)
    with pytest.raises(error):
        index.search(codes, 31)
    with pytest.raises(error):
        table.add(codes, IDS)
    assert len(index) == 4


@pytest.mark.parametrize(("ids", "error"), WRONG_IDS)
def test_ids_that_are_not_a_row_of_uint64_are_refused(
    index: HammingIndex, table: ExactIndex, ids: Any, error: type[MatchingError]
) -> None:
    for take in (index.withdraw, table.withdraw):
        with pytest.raises(error):
            take(ids)
    for add in (index.add, table.add):
        with pytest.raises(error):
            add(CODES, ids)
    assert (len(index), len(table)) == (4, 0)


def test_a_different_number_of_ids_and_rows_is_refused_and_adds_nothing(
    index: HammingIndex, table: ExactIndex
) -> None:
    with pytest.raises(LengthError, match=r"^There must be one id for each row, but there are 4"):
        index.add(CODES, IDS[:3])
    with pytest.raises(LengthError):
        table.add(CODES[:3], IDS)
    assert len(index) == 4


@pytest.mark.parametrize("radius", [-1, 53, 2**70, 1.0, "31", None, True, np.float64(3)])
def test_a_radius_that_is_no_whole_number_from_0_to_52_is_refused(
    index: HammingIndex, radius: Any
) -> None:
    with pytest.raises(RadiusError, match="from 0 to 52"):
        index.search(CODES, radius)


@pytest.mark.parametrize("radius", [0, 52, np.int64(31), np.uint8(31)])
def test_any_whole_number_from_0_to_52_is_a_radius(index: HammingIndex, radius: Any) -> None:
    assert len(index.search(CODES[:1], radius).ids) == 4


@pytest.mark.parametrize("digest", [b"", bytes(31), bytes(33), bytearray(32), "0" * 32, CODES[0]])
def test_a_digest_that_is_not_bytes_of_the_right_width_is_refused(
    table: ExactIndex, digest: Any
) -> None:
    with pytest.raises(DigestError, match="must be 32 bytes"):
        table.search(digest)
    with pytest.raises(DigestError):
        pack([bytes(32), digest])


@pytest.mark.parametrize("width", [0, 8, 31, 64, "32"])
def test_an_exact_index_of_an_unknown_width_is_refused(width: Any, tmp_path: Path) -> None:
    with pytest.raises(WidthError, match="16, 20, 25, 32"):
        ExactIndex.build(tmp_path / "other", width)
    with pytest.raises(WidthError):
        ExactIndex.open(tmp_path / "other", width)


def test_an_unknown_path_is_refused_and_those_there_are_named(index: HammingIndex) -> None:
    with pytest.raises(PathError, match="portable"):
        index.search(CODES, 31, path="abacus")


@pytest.mark.parametrize("wrong", [-1, 2**64])
def test_an_id_beyond_64_bits_is_not_packed(wrong: int) -> None:
    with pytest.raises(OverflowError):
        pack_ids([wrong])


def test_the_native_module_itself_reads_no_wild_memory(
    index: HammingIndex, table: ExactIndex
) -> None:
    native, exact = index._native, table._native
    for codes, _ in WRONG_CODES:
        with pytest.raises((TypeError, ValueError)):
            native.change(codes, IDS, IDS)
        with pytest.raises((TypeError, ValueError)):
            native.search(codes, 1)
    for ids, _ in WRONG_IDS:
        with pytest.raises((TypeError, ValueError)):
            native.change(CODES, ids, IDS)
        with pytest.raises((TypeError, ValueError)):
            native.change(CODES, IDS, ids)
    with pytest.raises(ValueError, match="radius"):
        native.search(CODES, 53)
    for wrong in (b"", bytes(33)):
        with pytest.raises(ValueError, match="width"):
            exact.search(wrong)
    with pytest.raises(ValueError, match="path"):
        native.search(CODES, 31, "abacus")
    with pytest.raises(ValueError, match="one id"):
        native.change(CODES, IDS[:1], IDS)


def test_every_error_is_a_value_error_with_a_code_of_its_own() -> None:
    errors = [value for value in vars(matching).values() if isinstance(value, type)]
    leaves = [error for error in errors if issubclass(error, MatchingError)]
    assert len(leaves) == 12
    assert len({error.code for error in leaves}) == len(leaves)
    assert issubclass(MatchingError, ValueError)
