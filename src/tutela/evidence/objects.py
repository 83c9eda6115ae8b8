"""A store of sealed objects by name: what every kind of store promises."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

NAME: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Stored:
    """One object of the store. `name` is None while it is still being written."""

    key: str
    name: str | None
    modified_at: datetime


class Objects(Protocol):
    """A store of sealed objects, each written once. Names are 32 hexadecimal digits."""

    @property
    def place(self) -> str:
        """Where it is, for people; nothing secret."""
        ...

    @property
    def is_in_home(self) -> bool:
        """Whether it lies in the node's home, and so belongs to this node alone."""
        ...

    def write(self, name: str, data: bytes, check: Callable[[bytes], None]) -> None:
        """Stores `data` durably, after `check` has approved what reads back.

        What is there under that name already stays, and is what `check` sees. Raises DiskFull,
        StoreUnusable, StoreAway, StoreRefused, BucketMissing, and whatever `check` raises; then
        nothing new is stored.
        """
        ...

    def read(self, name: str) -> bytes | None:
        """The object's bytes; None if it is not there. Raises as `write` does."""
        ...

    def exists(self, name: str) -> bool:
        """Whether the object is there."""
        ...

    def delete(self, key: str) -> bool:
        """Deletes an object, finished or not; False if it was gone already."""
        ...

    def stored(self) -> Iterator[Stored]:
        """Everything there is, unfinished writes included."""
        ...
