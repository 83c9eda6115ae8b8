"""A paper that came with an order: a file somebody else made and named."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

LARGEST_DOCUMENT: Final = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as it came, with the name and kind that somebody else gave it."""

    name: str = field(repr=False)
    media_type: str
    data: bytes = field(repr=False)
    quarantined: bool = False  # whatever its bytes look like
