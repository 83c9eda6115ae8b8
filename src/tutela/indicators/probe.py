"""An item's signals, prepared once to be searched in several banks. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tutela.matching import CODE_BYTES, pack
from tutela.signals.model import MIN_QUALITY, SignalKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tutela.signals.model import Pdq, Signals


@dataclass(frozen=True, slots=True)
class Codes:
    """PDQ codes to search, uint8[n, 32]; for each its frame and the quality of that."""

    codes: NDArray[np.uint8]
    frames: tuple[int, ...]
    qualities: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Probe:
    """What of an item is searched: its digests and address, and the PDQ of every frame of quality
    50 or more.

    `upright` holds the frames as they are, `turned` all eight forms of each.
    """

    digests: dict[SignalKind, bytes]
    upright: Codes
    turned: Codes

    @classmethod
    def of(cls, signals: Signals) -> Probe:
        good = [
            (at, frame) for at, frame in enumerate(signals.frames) if frame.quality >= MIN_QUALITY
        ]
        texts = {
            SignalKind.MD5: signals.md5,
            SignalKind.SHA1: signals.sha1,
            SignalKind.SHA256: signals.sha256,
            SignalKind.URL: signals.url,
        }
        # Who sends signals alone may not know them all.
        digests = {kind: bytes.fromhex(text) for kind, text in texts.items() if text}
        upright = _codes([(at, frame, frame.bits) for at, frame in good])
        turned = _codes(
            [(at, frame, form) for at, frame in good for form in frame.dihedral or (frame.bits,)]
        )
        return cls(digests, upright, turned)


def _codes(rows: list[tuple[int, Pdq, bytes]]) -> Codes:
    packed = pack([bits for _, _, bits in rows]) if rows else np.empty((0, CODE_BYTES), np.uint8)
    return Codes(
        packed, tuple(at for at, _, _ in rows), tuple(frame.quality for _, frame, _ in rows)
    )
