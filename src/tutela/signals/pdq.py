"""PDQ, the 256-bit perceptual hash of photographs.

Source: "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm", Facebook, 2019.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tutela import _native
from tutela.signals.errors import NoFingerprint
from tutela.signals.model import PDQ_BYTES, Limits, Pdq, Problem
from tutela.signals.render import render

if TYPE_CHECKING:
    from tutela.signals.pixels import Rgb

_SIDE_BY_SIDE = {(3, 1), (4, 1)}
"""Bytes from one pixel to the next, and from one colour to the next, that the kernel reads."""


def hash_pixels(rgb: Rgb) -> Pdq:
    """The PDQ of (height, width, 3) bytes; bits, quality and forms equal the reference's.

    The reference answers zeros of quality 0 for a side below 5 pixels. At 64 by 64 it has two
    answers: the bits are those of its hash of one form, the other forms those of its hash of eight.

    Lets other threads run. Beside the pixels it needs memory for 1/128 of their rows; a copy, if a
    row's pixels are not three or four bytes apart. ValueError for another shape or type.
    """
    if rgb.ndim != 3 or rgb.shape[2] != 3 or rgb.dtype != np.uint8:  # noqa: PLR2004
        raise ValueError(
            f"PDQ needs rows by columns by three bytes, not {rgb.dtype} of shape {rgb.shape}"
        )
    plain = rgb if rgb.strides[1:] in _SIDE_BY_SIDE else np.ascontiguousarray(rgb)
    joined, quality = _native.pdq(plain)
    forms = tuple(joined[at : at + PDQ_BYTES] for at in range(0, len(joined), PDQ_BYTES))
    return Pdq(forms[0], quality, forms)


def hash_bytes(data: bytes, limits: Limits | None = None) -> Pdq:
    """The PDQ of a picture file's main frame. Raises NoFingerprint, which names the problem."""
    frames = render(data, limits or Limits()).frames()
    pdq = next((hash_pixels(frame) for frame in frames), None)
    if pdq is None:
        raise NoFingerprint(problem=Problem.UNDECODABLE)
    return pdq


def distance(one: bytes, other: bytes) -> int:
    """The number of differing bits, 0 to 256."""
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count()
