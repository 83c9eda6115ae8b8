"""Two stores as one, while objects move from the old one to the new one.

New objects go to the new store; old ones are read where they are. Moving one copies it, compares
the copy, and only then deletes it where it was, so a crash leaves it in both at worst.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from tutela.evidence.errors import EvidenceNotWritten, SameStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tutela.evidence.objects import Guarded, Stored


class MovingObjects:
    """The objects of `new`, and those still in `old`."""

    def __init__(self, new: Guarded, old: Guarded) -> None:
        self._new, self._old = new, old

    @property
    def place(self) -> str:
        return f"{self._new.place}, and still {self._old.place}"

    @property
    def is_in_home(self) -> bool:
        return self._new.is_in_home and self._old.is_in_home

    def require_own(self) -> None:
        self._new.require_own()
        self._old.require_own()

    def require_not_seen_of_another(self) -> None:
        self._new.require_not_seen_of_another()
        self._old.require_not_seen_of_another()

    def write(self, name: str, data: bytes, check: Callable[[bytes], None]) -> None:
        self._new.write(name, data, check)

    def read(self, name: str) -> bytes | None:
        found = self._new.read(name)
        if found is None:
            found = self._old.read(name)
        # It may have moved between the two looks.
        return self._new.read(name) if found is None else found

    def exists(self, name: str) -> bool:
        return self._new.exists(name) or self._old.exists(name) or self._new.exists(name)

    def delete(self, key: str) -> bool:
        # The old one first: else a move under way would bring it back unseen.
        gone = self._old.delete(key)
        return self._new.delete(key) or gone

    def stored(self) -> Iterator[Stored]:
        yield from self._old.stored()
        yield from self._new.stored()

    def waiting(self) -> Iterator[str]:
        """The names of the objects that are still in the old store."""
        return (one.name for one in self._old.stored() if one.name)

    def require_apart(self) -> None:
        """Raises SameStore where both names lead to one store: moving would delete its objects."""
        probe = secrets.token_hex(16)
        self._new.write(probe, b"probe", lambda _: None)
        try:
            if self._old.exists(probe):
                raise SameStore(place=self._old.place)
        finally:
            self._new.delete(probe)

    def move(self, name: str) -> bool:
        """Moves one object; False if it was gone. Repeating it changes nothing."""
        sealed = self._old.read(name)
        if sealed is None:
            return False

        def check(copy: bytes) -> None:
            if copy != sealed:
                raise EvidenceNotWritten(object=name)

        self._new.write(name, sealed, check)
        return self._old.delete(name)
