"""A small picture of an item, without a file's form: all that leaves a decoding process to be seen.

The decoding process answers colours of points and nothing else; what a browser gets is made of them
outside (`reveal.py`). So a decoder that was taken over can paint, but no byte of its choosing
reaches a browser as a file, and it cannot leave out the mark.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from tutela.signals.model import Problem
from tutela.signals.stretch import MOST_STILLS, Stretch

LARGEST = 320  # pixels a side
MOST_SECONDS = 3600  # of what moves
COLOURS = 3
_HEAD = struct.Struct(">HHBHII")
_PICTURE, _PROBLEM = b"\x01", b"\x00"
MOST_BYTES = 1 + _HEAD.size + LARGEST * LARGEST * COLOURS


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """`width` times `height` points, row by row, each red, green and blue (0 to 255).

    What moves is a grid of `stills`, and would run for `seconds`; of a film it is a `stretch`.
    ValueError if it is no thumbnail.
    """

    width: int
    height: int
    points: bytes = field(repr=False)
    stills: int = 1
    seconds: int = 0
    stretch: Stretch | None = None

    def __post_init__(self) -> None:
        fits = 0 < self.width <= LARGEST and 0 < self.height <= LARGEST
        runs = 0 < self.stills <= MOST_STILLS and 0 <= self.seconds <= MOST_SECONDS
        if not fits or not runs or len(self.points) != self.width * self.height * COLOURS:
            raise ValueError("this is no thumbnail")


def packed(found: Thumbnail | Problem) -> bytes:
    """The answer of a decoding process: `MOST_BYTES` at most."""
    if isinstance(found, Problem):
        return _PROBLEM + found.value.encode()
    ends = (found.stretch.start, found.stretch.end) if found.stretch else (0, 0)
    head = _HEAD.pack(found.width, found.height, found.stills, found.seconds, *ends)
    return _PICTURE + head + found.points


def unpacked(answer: bytes | bytearray) -> Thumbnail | Problem:
    """The inverse of `packed`; ValueError for anything it would not have written."""
    kind, body = bytes(answer[:1]), bytes(answer[1:])
    if kind == _PROBLEM:
        return Problem(body.decode())
    if kind != _PICTURE or len(body) < _HEAD.size:
        raise ValueError("this is no thumbnail")
    width, height, stills, seconds, start, end = _HEAD.unpack_from(body)
    stretch = Stretch(start, end) if end else None
    return Thumbnail(width, height, body[_HEAD.size :], stills, seconds, stretch)
