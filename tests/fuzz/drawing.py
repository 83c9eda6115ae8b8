"""The small picture that every seed file shows."""

from __future__ import annotations

from functools import cache

import numpy as np
from PIL import Image

WIDTH, HEIGHT = 48, 40


@cache
def picture() -> Image.Image:
    """Soft colours with some edges. Shared: copy it before changing it."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    red = 127 + 90 * np.sin(x / 5) * np.cos(y / 7) + 30 * (x > y)
    green = 127 + 100 * np.sin((x + 2 * y) / 9)
    blue = (x * 5 + y * 3) % 256
    return Image.fromarray(np.dstack([red, green, blue]).astype(np.uint8))


@cache
def grey() -> Image.Image:
    """The same in shades of grey."""
    return picture().convert("L")
