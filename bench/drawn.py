"""Drawn pictures by the hundred thousand, altered, and their hashes. Nothing is downloaded."""

from __future__ import annotations

import io
import os
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from bench.fresh import SPAWN
from numpy.typing import NDArray
from PIL import Image

from tutela.signals.model import MIN_QUALITY
from tutela.signals.pdq import hash_pixels

if TYPE_CHECKING:
    from numpy.random import Generator

Picture: TypeAlias = NDArray[np.uint8]
"""uint8[height, width, 3]."""
Shades: TypeAlias = NDArray[np.float32]
Codes: TypeAlias = NDArray[np.uint8]

SIDE = 128
CACHE = Path(__file__).parents[1] / "build" / "bench"
VERSION = 1
"""Of the drawings and alterations: the cache of another is not used."""
CHUNK = 500

_Y, _X = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) / SIDE


def hashed(count: int) -> tuple[Codes, Codes]:
    """The hashes of `count` drawn pictures, and of an altered copy of each; kept in a file.

    Only pictures that could be indicators: both hashes are of sufficient quality.
    """
    kept = CACHE / f"drawn-{VERSION}-{count}.npy"
    if not kept.exists():
        both = _hash_all(count)
        kept.parent.mkdir(parents=True, exist_ok=True)
        new = kept.with_suffix(f".{os.getpid()}.npy")
        np.save(new, both)
        new.replace(kept)
    originals, copies = np.load(kept)
    return originals, copies


def _hash_all(count: int) -> NDArray[np.uint8]:
    chunks = range(-(-count // CHUNK))
    with ProcessPoolExecutor(os.cpu_count(), mp_context=SPAWN) as processes:
        pairs = list(chain.from_iterable(processes.map(_hash_chunk, chunks)))
    return np.array(pairs[:count], np.uint8).swapaxes(0, 1)


def _hash_chunk(chunk: int) -> list[tuple[list[int], list[int]]]:
    rng = np.random.default_rng((41, chunk))
    pairs: list[tuple[list[int], list[int]]] = []
    while len(pairs) < CHUNK:
        picture = draw(rng)
        original, copy = hash_pixels(picture), hash_pixels(alter(rng, picture))
        if min(original.quality, copy.quality) >= MIN_QUALITY:
            pairs.append((list(original.bits), list(copy.bits)))
    return pairs


def flat_frame() -> Codes:
    """The hash of a frame that is one colour but for a little light from one side: uint8[1, 32]."""
    shade = (100 + 8 * _X + 3 * _Y).astype(np.uint8)
    pdq = hash_pixels(np.repeat(shade[:, :, np.newaxis], 3, axis=2))
    return np.frombuffer(pdq.bits, np.uint8)[np.newaxis]


def draw(rng: Generator, side: int = SIDE) -> Picture:
    """A picture of one of the kinds, tinted, with a grain."""
    kinds = (_waves, _hills, _clouds, _blocks, _lines)
    shades = _resized(kinds[rng.integers(len(kinds))](rng), side)
    shades += 0.05 * np.ptp(shades) * rng.random(shades.shape, np.float32)
    tint = rng.uniform(160, 255, 3).astype(np.float32)
    light = (shades - shades.min()) / (np.ptp(shades) + 1e-6)
    return (light[:, :, np.newaxis] * tint).astype(np.uint8)


def _waves(rng: Generator) -> Shades:
    """A few waves across each other."""
    shades = np.zeros((SIDE, SIDE), np.float32)
    for along, down, begin in rng.normal(0, 18, (rng.integers(3, 7), 3)).astype(np.float32):
        shades += np.sin(along * _X + down * _Y + begin)
    return shades


def _hills(rng: Generator) -> Shades:
    """Round hills and hollows."""
    x, y, width, height = rng.uniform(0, 1, (4, rng.integers(8, 24), 1)).astype(np.float32)
    width = 0.03 + width / 6
    across = np.exp(-(((_X[0] - x) / width) ** 2))
    down = np.exp(-(((_Y[:, 0] - y) / width) ** 2))
    return (down * (height - 0.5)).T @ across


def _clouds(rng: Generator) -> Shades:
    """Soft noise, from coarse to fine."""
    shades = np.zeros((SIDE, SIDE), np.float32)
    for side in (4, 8, 16):
        shades += _resized(rng.normal(0, 1 / side, (side, side)).astype(np.float32), SIDE)
    return shades


def _blocks(rng: Generator) -> Shades:
    """Rectangles over each other."""
    shades = np.zeros((SIDE, SIDE), np.float32)
    for left, top, width, height in rng.integers(0, SIDE, (rng.integers(10, 30), 4)):
        shades[top : top + height // 2, left : left + width // 2] = rng.uniform(0, 1)
    return shades


def _lines(rng: Generator) -> Shades:
    """Rows of marks of several widths, as on a page of writing."""
    shades = np.ones((SIDE, SIDE), np.float32)
    row = int(rng.integers(6, 16))
    for top in range(row, SIDE - row, row):
        marks = np.repeat(rng.uniform(0, 1, 32) < rng.uniform(0.3, 0.8), 4)
        end = rng.integers(SIDE // 2, SIDE)
        shades[top : top + row // 2, :end] -= marks[:end]
    return shades


def alter(rng: Generator, picture: Picture) -> Picture:
    """A copy with one thing done to it that people do to pictures."""
    ways = (_lit, _grained, _cropped, _halved, _saved, _framed)
    return ways[rng.integers(len(ways))](rng, picture)


def _lit(rng: Generator, picture: Picture) -> Picture:
    """Brighter or darker, with more or less contrast."""
    light = picture.astype(np.float32) * rng.uniform(0.6, 1.3) + rng.uniform(-30, 30)
    return np.clip(light, 0, 255).astype(np.uint8)


def _grained(rng: Generator, picture: Picture) -> Picture:
    grain = rng.integers(-12, 13, (SIDE, SIDE, 1), dtype=np.int16)
    return np.clip(picture + grain, 0, 255).astype(np.uint8)


def _cropped(rng: Generator, picture: Picture) -> Picture:
    """Without a row of pixels at some sides."""
    left, top, right, bottom = rng.integers(0, 2, 4)
    return picture[top : SIDE - bottom, left : SIDE - right].copy()


def _halved(_: Generator, picture: Picture) -> Picture:
    """Half as wide and high."""
    return np.asarray(Image.fromarray(picture).reduce(2)).copy()


def _saved(rng: Generator, picture: Picture) -> Picture:
    """As a JPEG of poor quality."""
    return np.asarray(Image.open(io.BytesIO(jpeg(picture, int(rng.integers(15, 60))))))


def _framed(rng: Generator, picture: Picture) -> Picture:
    """With a thin frame over its edge."""
    copy, colour = picture.copy(), rng.integers(0, 256, 3)
    copy[[0, -1]] = copy[:, [0, -1]] = colour
    return copy


def jpeg(picture: Picture, quality: int) -> bytes:
    """The picture as a JPEG file."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=quality)
    return file.getvalue()


def _resized(shades: Shades, side: int) -> Shades:
    if shades.shape == (side, side):
        return shades
    return np.asarray(Image.fromarray(shades).resize((side, side), Image.Resampling.BICUBIC)).copy()
