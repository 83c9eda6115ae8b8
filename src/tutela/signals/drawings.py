"""Harmless pictures drawn by a formula: the PDQ examples, the same on every machine."""

from __future__ import annotations

from math import cos, sin
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SIDE = 96

HILLS_PDQ = "ff84807dff84807dff80807dff84007dff80007dff80007d007bff82007bff82"
WAVES_PDQ = "aa41aa9f55a05547aadfaab05aa0552f554e555c55585558fad1a553aad3ad13"


def hills(brighter: int = 0) -> bytes:
    """Soft hills in grey, as a PGM file (the plainest format there is)."""
    return _pgm(
        20 + brighter + round(45 * (2 + sin(x / 4) * cos(y / 7) + sin((x + 2 * y) / 15)))
        for y in range(SIDE)
        for x in range(SIDE)
    )


def waves(brighter: int = 0) -> bytes:
    """Rings around a corner, as a PGM file."""
    return _pgm(
        60 + brighter + round(45 * (1 + sin((x * x + 3 * y * y) / 900 + x * y / 700)))
        for y in range(SIDE)
        for x in range(SIDE)
    )


def _pgm(shades: Iterable[int]) -> bytes:
    return f"P5 {SIDE} {SIDE} 255\n".encode() + bytes(shades)
