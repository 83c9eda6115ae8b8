"""Our PDQ equals the reference's for the same pixels, bit for bit."""

from __future__ import annotations

import numpy as np
import pdqhash
import pytest

from tutela.signals import drawings
from tutela.signals.errors import NoFingerprint
from tutela.signals.model import Problem
from tutela.signals.pdq import distance, hash_bytes, hash_pixels


def _noise(height: int, width: int) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    return np.random.default_rng(7).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize("size", [(5, 5), (64, 64), (63, 65), (5, 900), (300, 451), (512, 512)])
def test_bits_quality_and_dihedral_forms_are_the_reference_s(size: tuple[int, int]) -> None:
    pixels = _noise(*size)
    vectors, quality = pdqhash.compute_dihedral(pixels)
    ours = hash_pixels(pixels)
    assert ours.quality == quality
    assert [np.unpackbits(np.frombuffer(f, np.uint8)).tolist() for f in ours.dihedral] == [
        vector.tolist() for vector in vectors
    ]
    assert ours.bits == ours.dihedral[0]


@pytest.mark.parametrize("size", [(0, 0), (0, 5), (1, 1), (1, 3), (3, 1), (4, 4), (4, 900)])
def test_a_picture_too_small_to_hash_has_quality_zero(size: tuple[int, int]) -> None:
    pdq = hash_pixels(_noise(*size))
    assert (pdq.quality, pdq.bits) == (0, bytes(32))


@pytest.mark.parametrize("size", [(1, 1), (1, 3), (4, 4), (4, 900)])
def test_so_the_reference_says_too(size: tuple[int, int]) -> None:
    vector, quality = pdqhash.compute(_noise(*size))
    assert (quality, int(vector.sum())) == (0, 0)


def test_a_turned_or_mirrored_view_does_not_copy_wrongly() -> None:
    pixels = _noise(90, 120)
    assert hash_pixels(pixels[:, ::-1]) == hash_pixels(np.ascontiguousarray(pixels[:, ::-1]))


def test_pixels_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="three bytes"):
        hash_pixels(np.zeros((9, 9), np.uint8))
    with pytest.raises(ValueError, match="three bytes"):
        hash_pixels(np.zeros((9, 9, 4), np.uint8))
    with pytest.raises(ValueError, match="three bytes"):
        hash_pixels(np.zeros((9, 9, 3), np.float32))


def test_a_file_is_hashed_by_its_main_frame() -> None:
    assert hash_bytes(drawings.hills()).hex == drawings.HILLS_PDQ


def test_a_file_without_a_fingerprint_says_why() -> None:
    with pytest.raises(NoFingerprint) as failure:
        hash_bytes(b"")
    assert failure.value.facts["problem"] is Problem.EMPTY


def test_distance_counts_differing_bits() -> None:
    assert distance(b"\x00\xff", b"\x01\x0f") == 5
