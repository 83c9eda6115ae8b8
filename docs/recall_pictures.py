"""The pictures that recall is measured on: harmless photographs, and drawings made by a formula."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

sys.path.insert(0, str(Path(__file__).parents[1]))

from examples import photographs

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator
    from numpy.typing import NDArray

DRAWINGS = 300
WIDTH, HEIGHT = 400, 300
LARGEST = 512
"""Pixels of a photograph's longer side, so that one alteration means the same for each."""


@cache
def photograph(name: str) -> Image.Image:
    """A photograph of scikit-image. Shared: copy it before changing it."""
    image = photographs.picture(name).copy()
    image.thumbnail((LARGEST, LARGEST), Image.Resampling.LANCZOS)
    return image


def drawn(number: int) -> Image.Image:
    """A drawing: a soft ground, some shapes, a grain. The same number is the same picture."""
    rng = np.random.default_rng(number)
    image = Image.fromarray(_ground(rng))
    pen = ImageDraw.Draw(image)
    for _ in range(int(rng.integers(6, 18))):
        _SHAPES[int(rng.integers(len(_SHAPES)))](pen, rng)
    grain = rng.integers(-7, 8, (HEIGHT, WIDTH, 1))
    return Image.fromarray(np.clip(np.asarray(image) + grain, 0, 255).astype(np.uint8))


def _ground(rng: Generator) -> NDArray[np.uint8]:
    """A few colours that run into each other."""
    rough = rng.integers(20, 236, (4, 5, 3), dtype=np.uint8)
    soft = Image.fromarray(rough).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    return np.asarray(soft)


def _colour(rng: Generator) -> tuple[int, int, int]:
    red, green, blue = (int(shade) for shade in rng.integers(0, 256, 3))
    return red, green, blue


def _box(rng: Generator) -> tuple[int, int, int, int]:
    left, top = int(rng.integers(-40, WIDTH)), int(rng.integers(-40, HEIGHT))
    return left, top, left + int(rng.integers(15, 160)), top + int(rng.integers(15, 160))


def _disc(pen: ImageDraw.ImageDraw, rng: Generator) -> None:
    pen.ellipse(_box(rng), fill=_colour(rng))


def _block(pen: ImageDraw.ImageDraw, rng: Generator) -> None:
    pen.rectangle(_box(rng), fill=_colour(rng))


def _stroke(pen: ImageDraw.ImageDraw, rng: Generator) -> None:
    pen.line(_box(rng), fill=_colour(rng), width=int(rng.integers(2, 14)))


def _patch(pen: ImageDraw.ImageDraw, rng: Generator) -> None:
    corners = [(int(rng.integers(WIDTH)), int(rng.integers(HEIGHT))) for _ in range(3)]
    pen.polygon(corners, fill=_colour(rng))


_SHAPES: tuple[Callable[[ImageDraw.ImageDraw, Generator], None], ...] = (
    *(_disc, _block, _stroke, _patch),
)
