"""The part of a PNG that makes the picture.

A viewer shows a PNG whose text or colour profile is a decompression bomb or has a wrong checksum;
Pillow refuses the whole file. Leaving out what no pixel depends on makes both see the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"

_NEEDED = frozenset(
    # PNG (third edition) §5.6: the critical chunks, transparency, animation, orientation.
    [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"acTL", b"fcTL", b"fdAT", b"eXIf"]
)
_FRAME = 12  # length, name and checksum


def essential(data: bytes) -> bytes:
    """The PNG without the chunks its picture does not need. A truncated file stays truncated."""
    return SIGNATURE + b"".join(_needed_chunks(memoryview(data)))


def _needed_chunks(data: memoryview) -> Iterator[memoryview]:
    at = len(SIGNATURE)
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big") + _FRAME
        name = bytes(data[at + 4 : at + 8])
        if name in _NEEDED:
            yield data[at : at + size]
        if name == b"IEND":
            return
        at += size
