"""PDQ, the 256-bit perceptual hash of photographs.

Source: "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm", Facebook, 2019.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pdqhash

from tutela.signals.errors import NoFingerprint
from tutela.signals.model import DIHEDRAL_FORMS, PDQ_BYTES, Limits, Pdq, Problem
from tutela.signals.render import render

if TYPE_CHECKING:
    from tutela.signals.pixels import Rgb

MIN_SIDE = 5
"""Pixels; the reference answers zeros of quality 0 for anything smaller."""


def hash_pixels(rgb: Rgb) -> Pdq:
    """The PDQ of (height, width, 3) bytes; bits and quality equal the reference's.

    Needs about 24 bytes of memory a pixel. ValueError for an array of another shape or type.
    """
    if rgb.ndim != 3 or rgb.shape[2] != 3 or rgb.dtype != np.uint8:  # noqa: PLR2004
        raise ValueError("PDQ needs rows by columns by three bytes")
    if min(rgb.shape[:2]) < MIN_SIDE:
        nothing = bytes(PDQ_BYTES)
        return Pdq(nothing, 0, (nothing,) * DIHEDRAL_FORMS)
    vectors, quality = pdqhash.compute_dihedral(rgb)
    forms = tuple(np.packbits(vector.astype(np.uint8)).tobytes() for vector in vectors)
    return Pdq(forms[0], int(quality), forms)


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
