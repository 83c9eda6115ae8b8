"""A store of sealed objects by name: what every kind of store promises."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

NAME: Final = re.compile(r"[0-9a-f]{32}")
# The object that says whose store this is. No name of an object is like it, so no list has it.
OWNER: Final = "owner"


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


class Ownable(Objects, Protocol):
    """A store that can say which node it belongs to."""

    def owner(self) -> str | None:
        """The id of the node it belongs to; None where no node has claimed it."""
        ...

    def claim(self, owner: str) -> bool:
        """Makes it that node's, if it is nobody's; of two at once one succeeds, the other gets
        False.
        """
        ...


class Guarded(Objects, Protocol):
    """A store, or two, in which nothing is written or deleted unless it is this node's."""

    def require_own(self) -> None:
        """Makes it this node's if it is nobody's. Raises StoreOfAnother, and as `read` does."""
        ...

    def require_not_seen_of_another(self) -> None:
        """Raises StoreOfAnother if this process knows it; a store elsewhere is not asked for it."""
        ...
