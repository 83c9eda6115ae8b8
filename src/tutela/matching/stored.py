"""What both indexes have in common: how they stand, and keeping their files in order."""

from __future__ import annotations

from typing import Generic, TypeVar

from tutela import _native
from tutela.matching.errors import failures_told
from tutela.matching.standing import Standing

ExactNative = (
    _native.ExactIndex16 | _native.ExactIndex20 | _native.ExactIndex25 | _native.ExactIndex32
)
Native = TypeVar("Native", bound=_native.HammingIndex | ExactNative)


class StoredIndex(Generic[Native]):
    """An index in a folder that processes share."""

    def __init__(self, native: Native) -> None:
        """Use `build` or `open` of the kind of index."""
        self._native = native

    def __len__(self) -> int:
        return self.standing().entries

    def standing(self) -> Standing:
        """What the index consists of now."""
        with failures_told():
            return Standing(*self._native.standing())

    def attached(self) -> bool:
        """Whether its files are still in the folder; if not, later changes are not seen."""
        with failures_told():
            return self._native.attached()

    def wants_merge(self) -> bool:
        """Whether `merge` would make searches cheaper or give back much room."""
        with failures_told():
            return self._native.wants_merge()

    def merge(self, *, whole: bool = False) -> bool:
        """Write what changed into a new segment and switch to it; others search and write on.

        `whole` leaves nothing withdrawn in any file. False if there is nothing to do, or another
        process is merging. Refuses with `IndexDamaged` or `IndexUnreachable`.
        """
        with failures_told():
            return self._native.merge(whole)

    def verify(self) -> None:
        """Compare all of the files with their checksums; later searches need not.

        Refuses with `IndexDamaged`.
        """
        with failures_told():
            self._native.verify()
