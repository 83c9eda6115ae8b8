"""Sets of codes to search in, and the queries for them. The same on every machine and every run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeAlias

import numpy as np
from bench import drawn
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.random import Generator

Codes: TypeAlias = NDArray[np.uint8]
"""uint8[n, 32]."""

BYTES, BITS = 32, 256
RADIUS = 31
PART = 1_000_000
NEAR = 24
"""Bits in which a query or a filler differs at most from the code it was made from."""


class Collection(Protocol):
    """Entries, whose ids are their places, and queries."""

    @property
    def name(self) -> str: ...

    @property
    def entries(self) -> int: ...

    @property
    def asks(self) -> int:
        """How many queries are timed on our side."""

    def parts(self) -> Iterator[Codes]:
        """The codes of all entries, in order, no more than a million at once."""

    def queries(self, count: int) -> Codes:
        """So many codes to search for."""


def whole(collection: Collection) -> Codes:
    """All codes in one array."""
    codes = np.empty((collection.entries, BYTES), np.uint8)
    at = 0
    for part in collection.parts():
        codes[at : at + len(part)] = part
        at += len(part)
    return codes


@dataclass(frozen=True, slots=True)
class Random:
    """Every bit by chance: half of the queries near an entry, half by chance too."""

    entries: int
    asks: ClassVar[int] = 2000

    @property
    def name(self) -> str:
        return f"{counted(self.entries)} random codes"

    def parts(self) -> Iterator[Codes]:
        for start in range(0, self.entries, PART):
            yield by_chance(np.random.default_rng((31, start)), min(PART, self.entries - start))

    def queries(self, count: int) -> Codes:
        rng = np.random.default_rng(32)
        first = next(self.parts())
        return mixed(flipped(rng, chosen(rng, first, count // 2)), by_chance(rng, count // 2))


@dataclass(frozen=True, slots=True)
class Drawn:
    """Hashes of drawn pictures and of altered copies, filled up with hashes in which bits flipped.

    Half of the queries are altered copies that are not in it, of pictures that are; half are
    pictures of which nothing is in it.
    """

    entries: int
    pictures: int
    held_back: int = 1000
    asks: ClassVar[int] = 2000

    @property
    def name(self) -> str:
        return f"{counted(self.entries)} codes, {counted(2 * self.pictures)} of them drawn pictures"

    def parts(self) -> Iterator[Codes]:
        originals, copies = drawn.hashed(self.pictures + 2 * self.held_back)
        known = np.concatenate([originals[self.held_back :], copies[2 * self.held_back :]])
        known = known[: self.entries]
        rng = np.random.default_rng(33)
        yield known
        yield flipped(rng, chosen(rng, known, self.entries - len(known)))

    def queries(self, count: int) -> Codes:
        originals, copies = drawn.hashed(self.pictures + 2 * self.held_back)
        half = min(count // 2, self.held_back)
        return mixed(copies[self.held_back :][:half], originals[:half])


@dataclass(frozen=True, slots=True)
class Clustered:
    """Random codes with a crowd inside: entries within ten bits of one code, or that very code.

    The queries lie inside the crowd, or beside it: there little or nothing of it is in reach.
    """

    entries: int
    crowd: int
    kind: str
    inside: bool
    asks: ClassVar[int] = 60

    @property
    def name(self) -> str:
        where = "inside" if self.inside else "beside"
        crowd = f"{counted(self.crowd)} of {counted(self.entries)} codes"
        return f"{where} a crowd, {crowd} {KINDS[self.kind]}"

    def parts(self) -> Iterator[Codes]:
        rng = np.random.default_rng(34)
        centre = self._centre()
        yield flipped(rng, np.repeat(centre, self.crowd, axis=0), 10 if self.kind == "near" else 0)
        yield from Random(self.entries - self.crowd).parts()

    def queries(self, count: int) -> Codes:
        away = np.array([0, 5, 20] if self.inside else [34, 40, 60])
        centre = np.repeat(self._centre(), count, axis=0)
        return _flipped(np.random.default_rng(35), centre, np.resize(away, count))

    def _centre(self) -> Codes:
        if self.kind == "zero":
            return np.zeros((1, BYTES), np.uint8)
        if self.kind == "flat":
            return drawn.flat_frame()
        return by_chance(np.random.default_rng(36), 1)


KINDS = {
    "near": "within 10 bits of one code",
    "zero": "all zeros",
    "flat": "of one nearly flat frame",
}


def counted(number: int) -> str:
    return f"{number // 1_000_000} million" if number % 1_000_000 == 0 else f"{number:,}"


def by_chance(rng: Generator, count: int) -> Codes:
    return rng.integers(0, 2**64, (count, BYTES // 8), dtype=np.uint64).view(np.uint8)


def chosen(rng: Generator, codes: Codes, count: int) -> Codes:
    return codes[rng.integers(0, len(codes), count)]


def flipped(rng: Generator, codes: Codes, most: int = NEAR) -> Codes:
    """The codes with 0 to `most` bits of each flipped."""
    return _flipped(rng, codes, rng.integers(0, most + 1, len(codes)))


def _flipped(rng: Generator, codes: Codes, bits: NDArray[np.int64]) -> Codes:
    """Code i with bits[i] bits flipped, here and there. Works through small parts."""
    done = np.array(codes)
    for start in range(0, len(codes), 1 << 16):
        part = slice(start, start + (1 << 16))
        order = rng.random((len(done[part]), BITS), dtype=np.float32).argsort(axis=1)
        done[part] ^= np.packbits(order < bits[part, np.newaxis], axis=1)
    return done


def mixed(left: Codes, right: Codes) -> Codes:
    """One of the left, one of the right, and so on."""
    return np.stack([left, right], axis=1).reshape(-1, BYTES)
