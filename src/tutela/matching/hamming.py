"""The similarity index: which known codes lie within a radius of these codes?"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, SupportsIndex

import numpy as np

from tutela import _native
from tutela._native import CODE_BYTES
from tutela.matching.checks import check_ids, check_lengths, check_radius, check_rows
from tutela.matching.errors import PathError, failures_told
from tutela.matching.stored import StoredIndex

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NO_CODES = np.empty((0, CODE_BYTES), np.uint8)
_NO_IDS = np.empty(0, np.uint64)


class Matches(NamedTuple):
    """One row for each entry within the radius, ordered by query, then distance, then id."""

    query_index: NDArray[np.int64]
    ids: NDArray[np.uint64]
    distances: NDArray[np.uint16]


def paths() -> tuple[str, ...]:
    """The paths through the inner loops this machine can run, fastest first; all mean the same."""
    return tuple(_native.paths())


class HammingIndex(StoredIndex[_native.HammingIndex]):
    """An exact radius search over 256-bit codes: every entry in reach is found.

    An entry is a code and an id. Ids are opaque: several entries may share a code, or an id, or
    both, and each is found by itself. `len(index)` counts the entries that can be found.

    The index lies in a folder. All processes that open it map the same files, so they share one
    copy in memory, and a change by one of them acts in all from the moment it returns. Any thread
    of any process may search while another changes it: a search sees all of a change or nothing.
    The interpreter's lock is released. What was altered on the disk is never answered from.
    """

    @classmethod
    def build(
        cls,
        path: Path,
        codes: NDArray[np.uint8] = _NO_CODES,
        ids: NDArray[np.uint64] = _NO_IDS,
        *,
        mark: int | None = None,
    ) -> HammingIndex:
        """Make the index of the entries (codes[i], ids[i]) in the folder `path`, and open it.

        codes: uint8[n, 32], ids: uint64[n], n < 2**28. An index of this kind that is there already
        is replaced in one step. Refuses with `DtypeError`, `ShapeError`, `LayoutError`,
        `LengthError`, `IndexForeign` or `IndexUnreachable`; then the old index stays.
        """
        _check_entries(codes, ids)
        with failures_told():
            _native.HammingIndex.build(str(path), codes, ids, mark)
        return cls.open(path)

    @classmethod
    def open(cls, path: Path) -> HammingIndex:
        """Open the index in the folder `path`, which takes no longer for a large one.

        Refuses with `IndexDamaged`, `IndexForeign` or `IndexUnreachable`.
        """
        with failures_told():
            return cls(_native.HammingIndex(str(path)))

    @classmethod
    def of(cls, codes: NDArray[np.uint8], ids: NDArray[np.uint64]) -> HammingIndex:
        """An index for this process alone, to be searched only; it leaves no file behind."""
        with tempfile.TemporaryDirectory(prefix="tutela-") as folder:
            return cls.build(Path(folder), codes, ids)

    def add(self, codes: NDArray[np.uint8], ids: NDArray[np.uint64]) -> None:
        """Add the entries (codes[i], ids[i]); codes: uint8[n, 32], ids: uint64[n].

        Refuses as `change` does; then nothing is added.
        """
        self.change(codes, ids)

    def withdraw(self, ids: NDArray[np.uint64]) -> int:
        """Withdraw every entry of these ids and return how many; unknown ids are passed over.

        No search that begins afterwards, in any process, finds them. Refuses as `change` does.
        """
        return self.change(withdrawn=ids)

    def change(
        self,
        codes: NDArray[np.uint8] = _NO_CODES,
        ids: NDArray[np.uint64] = _NO_IDS,
        *,
        withdrawn: NDArray[np.uint64] = _NO_IDS,
        mark: int | None = None,
    ) -> int:
        """Withdraw the entries of some ids, then add others, and note a mark: one change.

        Returns how many entries were withdrawn. `mark` is any number from 0 to 2**64 - 1;
        `standing().mark` is the last one. Of more than 8,192 additions readers may see the new
        entries a moment before the old ones are gone. Refuses with `DtypeError`, `ShapeError`,
        `LayoutError`, `LengthError`, `IndexDamaged` or `IndexUnreachable`; then nothing is changed.
        """
        _check_entries(codes, ids)
        check_ids(withdrawn)
        with failures_told():
            return self._native.change(codes, ids, withdrawn, mark)

    def search(self, codes: NDArray[np.uint8], radius: SupportsIndex, *, path: str = "") -> Matches:
        """Every entry at most `radius` bits (0 to 52) from codes[i]; codes: uint8[q, 32].

        `path` is one of `paths()`; by default the fastest. Refuses with `DtypeError`,
        `ShapeError`, `LayoutError`, `RadiusError`, `PathError`, `IndexDamaged` or
        `IndexUnreachable`.
        """
        check_rows(codes, CODE_BYTES, "codes")
        if path and path not in paths():
            raise PathError(given=path, runs=", ".join(paths()))
        with failures_told():
            return Matches(*self._native.search(codes, check_radius(radius), path))


def _check_entries(codes: NDArray[np.uint8], ids: NDArray[np.uint64]) -> None:
    check_rows(codes, CODE_BYTES, "codes")
    check_ids(ids)
    check_lengths(codes, ids)
