"""On pictures of any size and kind, every kernel answers what the reference answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pdqhash
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutela import _native
from tutela.signals.pdq import hash_pixels

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from tutela.signals.pixels import Rgb

    Draw = Callable[[np.random.Generator, int, int], Rgb]

KERNELS = _native.pdq_kernels()

sides = st.integers(5, 40) | st.integers(5, 300) | st.sampled_from([63, 64, 65, 127, 128, 129, 256])
shapes = st.tuples(sides, sides) | st.sampled_from([(64, 64), (5, 3000), (3000, 5), (640, 641)])
seeds = st.integers(0, 2**32 - 1)


def noise(chance: np.random.Generator, height: int, width: int) -> Rgb:
    return chance.integers(0, 256, (height, width, 3), dtype=np.uint8)


def flat(chance: np.random.Generator, height: int, width: int) -> Rgb:
    return np.broadcast_to(noise(chance, 1, 1), (height, width, 3)).copy()


def faint(chance: np.random.Generator, height: int, width: int) -> Rgb:
    return noise(chance, height, width) // np.uint8(128)


def coloured(chance: np.random.Generator, field: NDArray[np.int64]) -> Rgb:
    return np.asarray(noise(chance, 1, 2)[0][field])


def two_colours(chance: np.random.Generator, height: int, width: int) -> Rgb:
    return coloured(chance, chance.integers(0, 2, (height, width)))


def chequered(chance: np.random.Generator, height: int, width: int) -> Rgb:
    fields = np.indices((height, width)) // int(chance.integers(1, 30))
    return coloured(chance, fields.sum(axis=0) % 2)


def striped(chance: np.random.Generator, height: int, width: int) -> Rgb:
    stripes = np.indices((height, width))[chance.integers(0, 2)] // int(chance.integers(1, 30))
    return coloured(chance, stripes % 2)


def sloping(chance: np.random.Generator, height: int, width: int) -> Rgb:
    down, across = np.indices((height, width))[:, :, :, np.newaxis]
    slopes = chance.random((2, 3)) * 127
    return np.asarray(down / height * slopes[0] + across / width * slopes[1], np.uint8)


def symmetric(chance: np.random.Generator, height: int, width: int) -> Rgb:
    half = noise(chance, height, width)
    return np.minimum(np.minimum(half, half[:, ::-1]), np.minimum(half[::-1], half[::-1, ::-1]))


def patched(chance: np.random.Generator, height: int, width: int) -> Rgb:
    picture = flat(chance, height, width)
    for _ in range(chance.integers(1, 9)):
        top, left = chance.integers(0, height), chance.integers(0, width)
        picture[top : chance.integers(top, height) + 1, left:] = noise(chance, 1, 1)
    return picture


DRAWN: list[Draw] = [
    *(noise, flat, faint, two_colours, chequered, striped, sloping, symmetric, patched),
]


def packed(vector: Any) -> bytes:
    return np.packbits(vector.astype(np.uint8)).tobytes()


@pytest.mark.parametrize("draw", DRAWN)
@settings(max_examples=60, deadline=None)
@given(shapes, seeds)
def test_every_kernel_answers_what_the_reference_answers(
    draw: Draw, shape: tuple[int, int], seed: int
) -> None:
    pixels = draw(np.random.default_rng(seed), *shape)
    vector, quality = pdqhash.compute(pixels)
    vectors, _ = pdqhash.compute_dihedral(pixels)
    forms = [packed(vector), *(packed(vector) for vector in vectors[1:])]
    for kernel in KERNELS:
        assert _native.pdq(pixels, kernel) == (b"".join(forms), quality)


@given(st.integers(0, 90), st.integers(0, 90), st.integers(0, 60), st.integers(0, 60), seeds)
def test_a_cut_out_part_is_hashed_like_a_copy(
    height: int, width: int, top: int, left: int, seed: int
) -> None:
    four = np.random.default_rng(seed).integers(0, 256, (150, 150, 4), dtype=np.uint8)
    part = four[top : top + height, left : left + width, :3]
    assert hash_pixels(part) == hash_pixels(part.copy())
