"""What one decoding may cost."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from tutela.signals.model import Limits


@dataclass(frozen=True, slots=True)
class DecoderLimits:
    """Bounds on one decoding.

    `memory_bytes` is what a worker may take on top of its state when idle; one pixel needs about
    40 bytes. `seconds` is by the clock, from handing the bytes over to the answer. ValueError
    where a bound is not positive.
    """

    memory_bytes: int = 2 << 30
    seconds: float = 30.0
    max_pixels: int = 50_000_000
    max_bytes: int = 100_000_000
    max_frames: int = 32

    def __post_init__(self) -> None:
        if min(asdict(self).values()) <= 0:
            raise ValueError("decoder limits are positive")

    @property
    def signals(self) -> Limits:
        """The part the pure room obeys by itself."""
        return Limits(self.max_bytes, self.max_pixels, self.max_frames)

    def to_json(self) -> dict[str, Any]:
        """What the worker is started with."""
        return asdict(self)
