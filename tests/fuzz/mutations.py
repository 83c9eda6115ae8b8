"""Spoilt files, the same for the same seed: what careless writers, networks and attackers make."""

from __future__ import annotations

import random
import struct
import zlib
from typing import TYPE_CHECKING

from tests.fuzz.anatomy import parts
from tests.fuzz.drawing import HEIGHT, WIDTH
from tests.fuzz.seeds import seeds

from tutela.signals.render import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fuzz.anatomy import Part

LARGEST = 4_000_000
"""Bytes of a mutated file: what is repeated is cut here."""

_NUMBERS = (0, 1, 2, 3, 5, 7, 8, 16, 127, 128, 255, 256, 1000, 32767, 32768, 65535, 65536, 70000,
            0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)  # fmt: skip
_SIDES = (0, 1, 3, 4, 5, 47, 49, 200, 2000, 4096, 16384, 32768, 65535, 60_000, 0x10000, 0x7FFFFFFF,
          0x80000001, 0xFFFFFFFF)  # fmt: skip


def mutated(form: str, number: int, seed: int = 1) -> bytes:
    """The mutated file of this number: a seed file of the format, spoilt one to four times."""
    rng = random.Random(f"{seed}/{form}/{number}")  # noqa: S311 - repeatable, not secret
    data = bytearray(rng.choice(seeds(form)))
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 4))):
        rng.choice(_MUTATIONS)(rng, data)
        del data[LARGEST:]
    if rng.random() < 0.8:
        _mend_checksums(data)
    return bytes(data)


def _flip_bits(rng: random.Random, data: bytearray) -> None:
    for _ in range(rng.choice((1, 1, 2, 8, 40))):
        at = _place(rng, data)
        data[at : at + 1] = bytes([_byte(data, at) ^ 1 << rng.randrange(8)])


def _set_bytes(rng: random.Random, data: bytearray) -> None:
    for _ in range(rng.choice((1, 2, 4))):
        at = _place(rng, data)
        data[at : at + 1] = bytes([rng.choice((0, 1, 0x7F, 0x80, 0xFF, rng.randrange(256)))])


def _truncate(rng: random.Random, data: bytearray) -> None:
    del data[rng.randrange(len(data) + 1) :]


def _write_number(rng: random.Random, data: bytearray) -> None:
    size = rng.choice((1, 2, 2, 4, 4, 8))
    _put(data, _place(rng, data), rng.choice((*_NUMBERS, len(data))), size, rng.random() < 0.5)


def _declare_size(rng: random.Random, data: bytearray) -> None:
    """Another width or height wherever the file says the seed's, as text or as a number."""
    side, new = rng.choice((WIDTH, HEIGHT)), rng.choice(_SIDES)
    big, size = rng.random() < 0.5, rng.choice((2, 4))
    kind = f"{'>' if big else '<'}{'H' if size == 2 else 'I'}"
    at = data.find(rng.choice((struct.pack(kind, side), str(side).encode())))
    if at < 0:
        _write_number(rng, data)
    elif data[at : at + 2] == str(side).encode():
        data[at : at + 2] = str(new).encode()
    else:
        _put(data, at, new, size, big)


def _change_length(rng: random.Random, data: bytearray) -> None:
    part = _part(rng, data)
    if part is None:
        return _write_number(rng, data)
    old = int.from_bytes(data[part.at : part.at + part.size], part.order)
    new = rng.choice((*_NUMBERS, old + 1, old - 1, old * 2, old // 2, len(data)))
    return _put(data, part.at, new, part.size, part.order == "big")


def _repeat_part(rng: random.Random, data: bytearray) -> None:
    start, end = _span(rng, data)
    times = rng.choice((1, 1, 2, 10, 200, 3000))
    data[end:end] = (data[start:end] * times)[: max(LARGEST - len(data), 0)]


def _drop_part(rng: random.Random, data: bytearray) -> None:
    start, end = _span(rng, data)
    del data[start:end]


def _move_part(rng: random.Random, data: bytearray) -> None:
    start, end = _span(rng, data)
    moved = data[start:end]
    del data[start:end]
    at = _span(rng, data)[0]
    data[at:at] = moved


def _spoil_part(rng: random.Random, data: bytearray) -> None:
    """A few bytes near the beginning of a part, where its own header is."""
    start, end = _span(rng, data)
    for _ in range(rng.choice((1, 2, 4))):
        at = start + rng.randrange(max(min(end - start, 40), 1))
        data[at : at + 1] = bytes([rng.choice((*b"\x00\x01\x7f\x80\xff", rng.randrange(256)))])


def _run(rng: random.Random, data: bytearray) -> None:
    """A run of one byte over what was there."""
    at, length = _place(rng, data), rng.choice((4, 16, 100, 2000))
    data[at : at + length] = bytes([rng.choice((0, 0, 0xFF, 0x55))]) * min(length, len(data) - at)


def _insert(rng: random.Random, data: bytearray) -> None:
    at = _place(rng, data)
    data[at:at] = rng.randbytes(rng.choice((1, 2, 3, 50)))


def _delete(rng: random.Random, data: bytearray) -> None:
    at = _place(rng, data)
    del data[at : at + rng.choice((1, 2, 3, 50))]


def _splice(rng: random.Random, data: bytearray) -> None:
    """The head of this file with the tail of another, mostly at places where parts begin."""
    other = bytearray(
        rng.choice(seeds(rng.choice(FORMATS) if rng.random() < 0.3 else _kin(data, rng)))
    )
    data[_span(rng, data)[0] :] = other[_span(rng, other)[0] :]


def _kin(data: bytearray, rng: random.Random) -> str:
    """A format whose files begin alike, if there is one."""
    kin = [form for form in FORMATS if any(one[:4] == data[:4] for one in seeds(form))]
    return rng.choice(kin or FORMATS)


_MUTATIONS: tuple[Callable[[random.Random, bytearray], None], ...] = (
    *(_flip_bits, _flip_bits, _set_bytes, _truncate, _write_number, _write_number),
    *(_declare_size, _declare_size, _change_length, _change_length, _repeat_part, _drop_part),
    *(_move_part, _spoil_part, _spoil_part, _spoil_part, _run, _insert, _delete, _splice),
)


def _place(rng: random.Random, data: bytearray) -> int:
    """A byte's place; as often in the head as anywhere."""
    return rng.randrange(max(len(data) if rng.random() < 0.5 else min(len(data), 200), 1))


def _byte(data: bytearray, at: int) -> int:
    return data[at] if at < len(data) else 0


def _part(rng: random.Random, data: bytearray) -> Part | None:
    found = parts(bytes(data))
    return rng.choice(found) if found else None


def _span(rng: random.Random, data: bytearray) -> tuple[int, int]:
    """A part, or some bytes where no parts are known."""
    part = _part(rng, data)
    if part:
        return part.start, part.end
    start = _place(rng, data)
    return start, start + rng.choice((2, 8, 48, 300))


def _put(data: bytearray, at: int, value: int, size: int, big: bool) -> None:  # noqa: FBT001
    data[at : at + size] = (value % (1 << 8 * size)).to_bytes(size, "big" if big else "little")


def _mend_checksums(data: bytearray) -> None:
    """Make the checksums of a PNG right again, so that what was spoilt is looked at."""
    if not data.startswith(b"\x89PNG"):
        return
    for part in parts(bytes(data)):
        checksum = zlib.crc32(data[part.start + 4 : part.end - 4])
        data[part.end - 4 : part.end] = checksum.to_bytes(4, "big")
