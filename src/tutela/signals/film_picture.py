"""A frame of a film as a viewer would show it: upright, in its shape, in eight bits of RGB."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
from av.video.reformatter import ColorTrc, Interpolation

if TYPE_CHECKING:
    from fractions import Fraction

    from av import VideoFrame

    from tutela.signals.pixels import Rgb

MOST_SIDE: Final = 1024  # pixels; neither a small still nor PDQ has use for more
_WIDEST: Final = 4  # how far a pixel may be from square
_QUARTER: Final = 90  # degrees

_SHADES: Final = 256
_NITS, _WHITE, _BRIGHT = 10_000, 203, 1_000  # of PQ, of paper white (BT.2408), of what stays white
_M1, _M2 = 2610 / 16384, 2523 / 4096 * 128  # SMPTE ST 2084
_C1, _C2, _C3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
_GAMMA: Final = 2.2


def picture(frame: VideoFrame, shape: Fraction | None) -> Rgb:
    """The frame, at most `MOST_SIDE` pixels a side. `shape`: width to height of one pixel.

    Ten and more bits become eight. Of high dynamic range, PQ is brought down to what a screen shows
    (its wider colours look paler than they are); HLG is made to be shown as it is.
    """
    width, height = _size(frame.width, frame.height, shape)
    small = frame.reformat(
        width=width, height=height, format="rgb24", interpolation=Interpolation.AREA, threads=1
    )
    seen: Rgb = np.asarray(small.to_ndarray(), np.uint8)
    if frame.color_trc == ColorTrc.SMPTE2084:
        seen = _as_on_paper()[seen]
    # Degrees against the clock, from the file's display matrix; others than quarters are not made.
    return np.ascontiguousarray(np.rot90(seen, round(frame.rotation / _QUARTER) % 4))


def _size(width: int, height: int, shape: Fraction | None) -> tuple[int, int]:
    sides = float(shape) if shape and 1 / _WIDEST <= shape <= _WIDEST else 1.0
    wide, high = width * max(sides, 1.0), height / min(sides, 1.0)
    share = min(1.0, MOST_SIDE / max(wide, high))
    return max(1, round(wide * share)), max(1, round(high * share))


@cache
def _as_on_paper() -> Rgb:
    """For each of 256 shades of PQ the shade that a common screen shows."""
    shades = (np.arange(_SHADES) / (_SHADES - 1)) ** (1 / _M2)
    light = (np.maximum(shades - _C1, 0) / (_C2 - _C3 * shades)) ** (1 / _M1) * _NITS / _WHITE
    toned = light * (1 + light / (_BRIGHT / _WHITE) ** 2) / (1 + light)
    return np.asarray(np.rint(np.clip(toned, 0, 1) ** (1 / _GAMMA) * (_SHADES - 1)), np.uint8)
