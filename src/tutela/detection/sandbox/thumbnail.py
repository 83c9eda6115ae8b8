"""A small grey picture of an item: all that a reviewer's browser ever gets of it.

The decoding process answers shades of grey and nothing else; the file is made of them outside. So a
decoder that was taken over can paint, but no byte of its choosing reaches a browser as a file.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass

from PIL import Image, ImageFilter

from tutela.signals.model import Problem

LARGEST = 320  # pixels a side
BLUR = 12  # pixels: shapes stay, faces and details go
_SIZE = struct.Struct(">HH")
_PICTURE, _PROBLEM = b"\x01", b"\x00"
MOST_BYTES = 1 + _SIZE.size + LARGEST * LARGEST


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """`width` times `height` shades (0 black to 255), row by row. ValueError if they are not."""

    width: int
    height: int
    shades: bytes

    def __post_init__(self) -> None:
        fits = 0 < self.width <= LARGEST and 0 < self.height <= LARGEST
        if not fits or len(self.shades) != self.width * self.height:
            raise ValueError("this is no thumbnail")

    def png(self, *, blurred: bool) -> bytes:
        """The picture as a PNG file without any metadata."""
        image = Image.frombytes("L", (self.width, self.height), self.shades)
        out = io.BytesIO()
        (image.filter(ImageFilter.GaussianBlur(BLUR)) if blurred else image).save(out, "PNG")
        return out.getvalue()


def packed(found: Thumbnail | Problem) -> bytes:
    """The answer of a decoding process: `MOST_BYTES` at most."""
    if isinstance(found, Problem):
        return _PROBLEM + found.value.encode()
    return _PICTURE + _SIZE.pack(found.width, found.height) + found.shades


def unpacked(answer: bytes | bytearray) -> Thumbnail | Problem:
    """The inverse of `packed`; ValueError for anything it would not have written."""
    kind, body = bytes(answer[:1]), bytes(answer[1:])
    if kind == _PROBLEM:
        return Problem(body.decode())
    if kind != _PICTURE or len(body) < _SIZE.size:
        raise ValueError("this is no thumbnail")
    width, height = _SIZE.unpack_from(body)
    return Thumbnail(width, height, body[_SIZE.size :])
