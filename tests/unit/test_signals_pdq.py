"""Our PDQ equals the reference's for the same pixels, bit for bit."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pdqhash
import pytest
from PIL import Image

from tutela import _native
from tutela.signals import drawings
from tutela.signals.errors import NoFingerprint
from tutela.signals.model import Problem
from tutela.signals.pdq import distance, hash_bytes, hash_pixels

if TYPE_CHECKING:
    from tutela.signals.pixels import Rgb

KERNELS = _native.pdq_kernels()
SIDES_NOT_HASHED = [(0, 0), (0, 5), (5, 0), (1, 1), (1, 3), (3, 1), (4, 4), (4, 900), (900, 4)]

_spec = importlib.util.find_spec("skimage")
assert _spec is not None
assert _spec.origin is not None
PHOTOGRAPHS = sorted(
    path
    for path in (Path(_spec.origin).parent / "data").iterdir()
    if path.suffix in {".png", ".jpg", ".jpeg", ".gif"}
)


def noise(height: int, width: int) -> Rgb:
    return np.random.default_rng(7).integers(0, 256, (height, width, 3), dtype=np.uint8)


def packed(vector: Any) -> bytes:
    return np.packbits(vector.astype(np.uint8)).tobytes()


def by_reference(pixels: Rgb) -> tuple[bytes, int]:
    vector, quality = pdqhash.compute(pixels)
    others, _ = pdqhash.compute_dihedral(pixels)
    return b"".join(packed(form) for form in (vector, *others[1:])), quality


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("size", [(5, 5), (63, 65), (5, 900), (900, 5), (300, 451), (512, 512)])
def test_bits_quality_and_dihedral_forms_are_the_reference_s(
    size: tuple[int, int], kernel: str
) -> None:
    assert _native.pdq(noise(*size), kernel) == by_reference(noise(*size))


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("size", [(1224, 1632), (7, 70_001), (70_001, 7), (3001, 2999)])
def test_so_they_are_for_large_and_for_narrow_pictures(size: tuple[int, int], kernel: str) -> None:
    assert _native.pdq(noise(*size), kernel) == by_reference(noise(*size))


@pytest.mark.parametrize("path", PHOTOGRAPHS, ids=lambda path: str(path.name))
def test_so_they_are_for_every_photograph_in_several_sizes(path: Path) -> None:
    with Image.open(path) as image:
        photograph = image.convert("RGB")
    for size in (photograph.size, (64, 64), (333, 777), (1024, 1024)):
        pixels = np.asarray(photograph.resize(size))
        for kernel in KERNELS:
            assert _native.pdq(pixels, kernel) == by_reference(pixels)


def test_a_picture_s_fingerprint_holds_what_the_kernel_answers() -> None:
    pdq = hash_pixels(noise(90, 120))
    joined, quality = by_reference(noise(90, 120))
    assert (b"".join(pdq.dihedral), pdq.quality) == (joined, quality)
    assert pdq.bits == pdq.dihedral[0] == bytes.fromhex(pdq.hex)


def test_at_64_by_64_the_bits_are_those_of_the_reference_s_single_hash() -> None:
    """There the reference disagrees with itself: of eight forms it blurs, of one it does not."""
    pixels = np.full((64, 64, 3), (240, 187, 82), np.uint8)
    pixels[20] = 94, 27, 67
    vector, _ = pdqhash.compute(pixels)
    vectors, _ = pdqhash.compute_dihedral(pixels)
    forms = hash_pixels(pixels).dihedral
    assert forms == (packed(vector), *(packed(vector) for vector in vectors[1:]))
    assert forms[0] != packed(vectors[0])


@pytest.mark.parametrize("size", SIDES_NOT_HASHED)
def test_a_picture_too_small_to_hash_has_quality_zero(size: tuple[int, int]) -> None:
    pdq = hash_pixels(noise(*size))
    assert (pdq.quality, set(pdq.dihedral)) == (0, {bytes(32)})


@pytest.mark.parametrize("size", [(1, 1), (1, 3), (4, 4), (4, 900)])
def test_so_the_reference_says_too(size: tuple[int, int]) -> None:
    vector, quality = pdqhash.compute(noise(*size))
    assert (quality, int(vector.sum())) == (0, 0)


VIEWS = {
    "mirrored": np.s_[:, ::-1],
    "upside down": np.s_[::-1],
    "every second row": np.s_[::2],
    "every second column": np.s_[:, ::2],
    "a part": np.s_[7:80, 9:99],
    "colours in reverse": np.s_[:, :, ::-1],
    "one column": np.s_[:, 3:4],
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_a_view_of_pixels_is_hashed_like_a_copy_of_it(view: Any) -> None:
    seen = noise(90, 120)[view]
    assert hash_pixels(seen) == hash_pixels(seen.copy())


@pytest.mark.parametrize("first", [0, 1])
def test_pixels_of_four_bytes_are_read_in_place(first: int) -> None:
    four = np.random.default_rng(7).integers(0, 256, (90, 120, 4), dtype=np.uint8)
    seen = four[:, :, first : first + 3]
    assert hash_pixels(seen) == hash_pixels(np.ascontiguousarray(seen))


def test_columns_as_rows_are_not_taken_for_pixels() -> None:
    seen = noise(90, 120).transpose(1, 0, 2)
    assert hash_pixels(seen) == hash_pixels(np.ascontiguousarray(seen))
    with pytest.raises(ValueError, match="side by side"):
        _native.pdq(seen)


def test_a_kernel_this_machine_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot run"):
        _native.pdq(noise(9, 9), "abacus")


@pytest.mark.parametrize(
    "pixels",
    [np.zeros((9, 9), np.uint8), np.zeros((9, 9, 4), np.uint8), np.zeros((9, 9, 3), np.float32)],
    ids=["grey", "four colours", "floats"],
)
def test_pixels_of_another_shape_or_type_are_refused(pixels: Rgb) -> None:
    with pytest.raises(ValueError, match="three bytes, not"):
        hash_pixels(pixels)


def test_threads_hash_at_the_same_time_and_alike() -> None:
    pixels, found = noise(600, 800), []
    threads = [threading.Thread(target=lambda: found.append(hash_pixels(pixels))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [hash_pixels(pixels)] * 4


def test_too_little_memory_is_a_memory_error() -> None:
    program = """
import resource, numpy
from tutela import _native
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
row = numpy.zeros((1, 4_000_000, 3), numpy.uint8)
try:
    _native.pdq(numpy.broadcast_to(row, (40_000, 4_000_000, 3)))
except MemoryError:
    print("refused")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("refused\n", "")


def test_memory_that_is_no_array_of_pixels_is_refused() -> None:
    _, greys = Image.new("L", (9, 9)).__arrow_c_array__()
    with pytest.raises(ValueError, match="no array of pixels"):
        _native.pixel_bytes(greys)
    schema, _ = Image.new("RGB", (9, 9)).__arrow_c_array__()
    with pytest.raises(ValueError, match="incorrect name"):
        _native.pixel_bytes(schema)


def test_a_file_is_hashed_by_its_main_frame() -> None:
    assert hash_bytes(drawings.hills()).hex == drawings.HILLS_PDQ


def test_a_file_without_a_fingerprint_says_why() -> None:
    with pytest.raises(NoFingerprint) as failure:
        hash_bytes(b"")
    assert failure.value.facts["problem"] is Problem.EMPTY


def test_distance_counts_differing_bits() -> None:
    assert distance(b"\x00\xff", b"\x01\x0f") == 5
