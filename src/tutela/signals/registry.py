"""The kinds of signal computed from content: those that ship, and those that are installed.

An address (`SignalKind.URL`) is none of them: it says where content lies. See `signals/url.py`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from tutela.signals import drawings, pdq
from tutela.signals.errors import NoFingerprint
from tutela.signals.model import DIGITS, MIN_QUALITY, PDQ_BYTES, Limits, Problem, SignalKind
from tutela.signals.parse import parse, parse_hex
from tutela.signals.plugin import Examples, SignalType
from tutela.signals.render import render

if TYPE_CHECKING:
    from collections.abc import Mapping

GROUP = "tutela.signals"


@dataclass(frozen=True, slots=True)
class DigestType:
    """A cryptographic digest: equal or not."""

    kind: SignalKind
    abc: str
    """The digest of the three bytes `abc` (RFC 1321 A.5, FIPS 180 examples)."""

    reach: int = 0

    @property
    def name(self) -> str:
        """The kind's name, which is also the algorithm's."""
        return self.kind.value

    @property
    def size(self) -> int:
        """Bytes in the digest."""
        return DIGITS[self.kind] // 2

    def parse(self, text: str) -> bytes:
        """The digest a text stands for."""
        return parse(self.kind, text)

    def compute(self, data: bytes, limits: Limits) -> tuple[bytes, ...]:  # noqa: ARG002
        """The one digest of the bytes; there always is one."""
        return (hashlib.new(self.name, data, usedforsecurity=False).digest(),)

    def distance(self, one: bytes, other: bytes) -> int:
        """0 or 1: nearness means nothing here."""
        return int(one != other)

    def examples(self) -> Examples:
        """The published vector of `abc`."""
        return Examples(
            known=((b"abc", self.abc),),
            same=((b"abc", b"abc"),),
            different=((b"abc", b"abd"), (b"", b"\x00")),
            refused=("", "abc", self.abc[:-1], self.abc + "0", "g" + self.abc[1:]),
        )


@dataclass(frozen=True, slots=True)
class PdqType:
    """PDQ of every frame that is good enough to be matched."""

    name: str = SignalKind.PDQ.value
    size: int = PDQ_BYTES
    reach: int = 31
    """Bits; the distance the PDQ paper advises."""

    def parse(self, text: str) -> bytes:
        """The PDQ a text stands for."""
        return parse_hex(self.name, text, 2 * self.size)

    def compute(self, data: bytes, limits: Limits) -> tuple[bytes, ...]:
        """The PDQ of up to `max_frames` frames; NoFingerprint if all are too flat."""
        hashes = [pdq.hash_pixels(frame) for frame in render(data, limits).frames()]
        good = tuple(frame.bits for frame in hashes if frame.quality >= MIN_QUALITY)
        if not good:
            raise NoFingerprint(problem=Problem.QUALITY_TOO_LOW)
        return good

    def distance(self, one: bytes, other: bytes) -> int:
        """Differing bits, 0 to 256."""
        return pdq.distance(one, other)

    def examples(self) -> Examples:
        """Drawn pictures; the texts were made by the reference implementation (pdqhash 0.2.8)."""
        hills, waves = drawings.hills(), drawings.waves()
        return Examples(
            known=((hills, drawings.HILLS_PDQ), (waves, drawings.WAVES_PDQ)),
            same=((hills, drawings.hills(brighter=20)), (waves, drawings.waves(brighter=20))),
            different=((hills, waves),),
            refused=("", "0" * 63, "0" * 65, "p" + "0" * 63),
        )


MD5 = DigestType(SignalKind.MD5, "900150983cd24fb0d6963f7d28e17f72")
SHA1 = DigestType(SignalKind.SHA1, "a9993e364706816aba3e25717850c26c9cd0d89d")
SHA256 = DigestType(
    SignalKind.SHA256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
)
PDQ = PdqType()

BUILT_IN: tuple[SignalType, ...] = (MD5, SHA1, SHA256, PDQ)


def installed() -> Mapping[str, SignalType]:
    """Every kind of signal registered on this machine, by name; ValueError if two share one."""
    kinds: dict[str, SignalType] = {}
    for point in entry_points(group=GROUP):
        if point.name in kinds:
            raise ValueError(f"two plug-ins offer the signal {point.name}")
        kinds[point.name] = point.load()
    return kinds
