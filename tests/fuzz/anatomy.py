"""Where the parts of a file lie: chunks, boxes, markers, directory entries.

Reads no more than is needed to spoil a file where it hurts; a part that is not understood ends the
list. What is found of a spoilt file is as good as the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Walk = Callable[[bytes], Iterator["Part"]]

Order = Literal["big", "little"]
_LEAST = 16  # bytes that have parts at all
_MOST = 400  # parts of one file


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes `start` to `end`; a length or count of `size` bytes stands at `at`."""

    start: int
    end: int
    at: int
    size: int
    order: Order = "big"


def parts(data: bytes) -> list[Part]:
    """The parts of the file, outer ones before what they contain; none for unknown layouts."""
    walk = next((walk for mark, at, walk in _WALKS if data[at : at + len(mark)] == mark), None)
    found: list[Part] = []
    if len(data) < _LEAST:
        return found
    for part in walk(data) if walk else ():
        found.append(part)
        if len(found) >= _MOST:
            break
    return found


def _number(data: bytes, at: int, size: int, order: Order = "big") -> int:
    return int.from_bytes(data[at : at + size], order)


def _chunks(first: int, head: int, tail: int, at: int, order: Order) -> Walk:
    """Chunks: a length of four bytes at `at`, `head` bytes before the body and `tail` behind."""

    def walk(data: bytes) -> Iterator[Part]:
        place = first
        while place + head <= len(data):
            length = _number(data, place + at, 4, order)
            end = place + head + length + tail
            if end > len(data):
                return
            yield Part(place, end, place + at, 4, order)
            place = end + (end % 2 if order == "little" else 0)

    return walk


def _sized(first: int, at: int, order: Order) -> Walk:
    """Chunks whose length of four bytes at `at` counts the whole chunk."""

    def walk(data: bytes) -> Iterator[Part]:
        place = first
        while place + at + 4 <= len(data):
            end = place + _number(data, place + at, 4, order)
            if not place + 4 < end <= len(data):
                return
            yield Part(place, end, place + at, 4, order)
            place = end

    return walk


_NESTS = {b"meta": 12, b"iprp": 8, b"ipco": 8, b"moov": 8, b"trak": 8, b"mdia": 8, b"minf": 8,
          b"stbl": 8, b"jp2h": 8, b"iinf": 14, b"iref": 12, b"dinf": 8}  # fmt: skip


def _boxes(data: bytes, first: int = 0, last: int | None = None) -> Iterator[Part]:
    """Boxes of ISO/IEC 14496-12; a length of zero reaches to the end."""
    place, last = first, len(data) if last is None else last
    while place + 8 <= last:
        end = place + (_number(data, place, 4) or last - place)
        if not place + 8 <= end <= last:
            return
        yield Part(place, end, place, 4)
        nested = _NESTS.get(data[place + 4 : place + 8])
        if nested:
            yield from _boxes(data, place + nested, end)
        if data[place + 4 : place + 8] == b"jp2c":
            yield from _markers(data, place + 8)
        place = end


def _markers(data: bytes, first: int = 0) -> Iterator[Part]:
    """JPEG and JPEG 2000 segments: a marker and two bytes of length."""
    place = first + 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        end = place + 2 + _number(data, place + 2, 2)
        if end > len(data):
            return
        yield Part(place, end, place + 2, 2)
        place = end


def _directories(data: bytes) -> Iterator[Part]:
    """Entries of TIFF directories: twelve bytes each, with a count at the fourth."""
    order: Order = "little" if data[:2] == b"II" else "big"
    place, seen = _number(data, 4, 4, order), set[int]()
    while 8 <= place < len(data) and place not in seen:
        seen.add(place)
        count = _number(data, place, 2, order)
        yield Part(place, place + 2, place, 2, order)
        for at in range(place + 2, min(place + 2 + 12 * count, len(data) - 12), 12):
            yield Part(at, at + 12, at + 4, 4, order)
        place = _number(data, place + 2 + 12 * count, 4, order)


def _blocks(data: bytes) -> Iterator[Part]:
    """GIF blocks: extensions and pictures, each with its first sub-block's length."""
    place = 13 + (3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0)
    while place + 10 < len(data) and data[place] in b"!,":
        first = place + 2
        if data[place] == 0x2C:
            first = place + 11 + (3 << (data[place + 9] & 7) + 1 if data[place + 9] & 0x80 else 0)
        end = first
        while end < len(data) and data[end]:
            end += data[end] + 1
        yield Part(place, min(end + 1, len(data)), first, 1)
        place = end + 1


def _fields(data: bytes) -> Iterator[Part]:
    """IPTC fields: five bytes of head, the last two of them the length."""
    place = 0
    while place + 5 <= len(data) and data[place] == 0x1C:
        end = place + 5 + _number(data, place + 3, 2)
        yield Part(place, min(end, len(data)), place + 3, 2)
        place = end


def _icon_entries(data: bytes) -> Iterator[Part]:
    """Entries of an icon's or cursor's directory, and the count before them."""
    yield Part(4, 6, 4, 2, "little")
    for place in range(6, min(6 + 16 * _number(data, 4, 2, "little"), len(data) - 16), 16):
        yield Part(place, place + 16, place + 8, 4, "little")


_WALKS: tuple[tuple[bytes, int, Walk], ...] = (
    (b"\x89PNG\r\n\x1a\n", 0, _chunks(8, 8, 4, 0, "big")),
    (b"RIFF", 0, _chunks(12, 8, 0, 4, "little")),
    (b"ftyp", 4, _boxes),
    (b"jP  ", 4, _boxes),
    (b"\xff\x4f\xff\x51", 0, _markers),
    (b"\xff\xd8\xff", 0, _markers),
    (b"II", 0, _directories),
    (b"MM", 0, _directories),
    (b"GIF8", 0, _blocks),
    (b"icns", 0, _sized(8, 4, "big")),
    (b"\x12\xaf", 4, _sized(128, 0, "little")),
    (b"\x1c", 0, _fields),
    (b"\x00\x00\x01\x00", 0, _icon_entries),
    (b"\x00\x00\x02\x00", 0, _icon_entries),
)
