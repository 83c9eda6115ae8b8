"""What is asked of a decoding process: one byte that says which, and the stretch of a film."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from tutela.signals.stretch import Stretch

if TYPE_CHECKING:
    from typing import Self

_HEAD = struct.Struct(">cII")
SIZE = _HEAD.size
"""Bytes before those of the file."""


class Wish(Enum):
    """What one wants to have of the bytes."""

    PERCEIVE = b"p"
    THUMBNAIL = b"t"


@dataclass(frozen=True, slots=True)
class Question:
    """A wish; and of a film which stretch, if not all of it."""

    wish: Wish
    stretch: Stretch | None = None

    def packed(self) -> bytes:
        """`SIZE` bytes."""
        start, end = (self.stretch.start, self.stretch.end) if self.stretch else (0, 0)
        return _HEAD.pack(self.wish.value, start, end)

    @classmethod
    def unpacked(cls, head: bytes) -> Self:
        """The inverse of `packed`. Only our own side asks: ValueError would be a fault of ours."""
        wish, start, end = _HEAD.unpack(head)
        return cls(Wish(wish), Stretch(start, end) if end else None)
