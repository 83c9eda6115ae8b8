"""From the bytes of a two-megapixel JPEG to its PDQ."""

from __future__ import annotations

import io
from functools import cache
from itertools import islice, repeat
from typing import TYPE_CHECKING

import numpy as np
from bench import drawn
from bench.fresh import told
from bench.rows import MILLISECONDS, Faster, Plan, Row
from bench.sides import Wheel, installed
from bench.trials import AnswersDifferError
from PIL import Image

from tutela.signals import pdq
from tutela.signals.model import MIN_QUALITY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIDE = 1414
"""Pixels: two million in all."""
WEIGHT = 400_000
"""Bytes of a file, at most."""
FILES, ROUNDS = 8, 5
NO_FAST_MODE = "this is the exact mode, for no faster one misses nothing (decision 0014)"


def rows(plan: Plan) -> Iterator[Row]:
    """The exact mode, held against its own goal and against that of a fast one."""
    files, rounds = (pictures(2, 256), 2) if plan.quick else (pictures(), ROUNDS)
    decoding = f"decoding alone takes {MILLISECONDS.shown(in_turns(files, rounds, decoded)[0])}"
    work = f"JPEG of {'65 thousand' if plan.quick else '2 million'} pixels to PDQ"
    exact = Row(work, Wheel.name, MILLISECONDS, Faster(3.5, 5))
    fast = Row(f"{work}, the goal of a fast mode", Wheel.name, MILLISECONDS, Faster(5, 7))
    if not installed("threatexchange"):
        (ours,) = in_turns(files, rounds, hashed)
        yield exact.with_(ours, note=f"threatexchange is not installed; {decoding}")
        return
    compared = same(files)
    ours, theirs = in_turns(files, rounds, hashed, Wheel.hash)
    yield exact.with_(ours, theirs, compared=compared, note=decoding)
    yield fast.with_(ours, theirs, compared=compared, note=f"{NO_FAST_MODE}; {decoding}")


@cache
def pictures(count: int = FILES, side: int = SIDE) -> tuple[bytes, ...]:
    """Drawn pictures that could be indicators, as JPEG files of nearly the same weight."""
    rng = np.random.default_rng(61)
    files = (weighing(drawn.draw(rng, side)) for _ in repeat(None))
    good = (one for one in files if pdq.hash_bytes(one).quality >= MIN_QUALITY)
    return tuple(islice(good, count))


def weighing(picture: drawn.Picture, most: int = WEIGHT) -> bytes:
    """The picture in the best quality that weighs no more."""
    tried = (drawn.jpeg(picture, quality) for quality in range(98, 5, -1))
    return next(file for file in tried if len(file) <= most)


def hashed(data: bytes) -> str:
    return pdq.hash_bytes(data).hex


def decoded(data: bytes) -> None:
    Image.open(io.BytesIO(data)).load()


def same(files: tuple[bytes, ...]) -> int:
    """How many files hash alike on both sides. Raises AnswersDifferError if one does not."""
    for at, file in enumerate(files):
        if hashed(file) != Wheel.hash(file):
            raise AnswersDifferError(f"picture {at} has another PDQ there")
    return len(files)


def in_turns(
    files: tuple[bytes, ...], rounds: int, *works: Callable[[bytes], object]
) -> list[float]:
    """The median seconds of each of the works, which take turns."""
    times = [[told(work, file)[1] for work in works] for _ in range(rounds) for file in files]
    return [float(one) for one in np.median(times, axis=0)]
