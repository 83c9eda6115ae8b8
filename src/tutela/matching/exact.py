"""The exact index: which ids carry this digest?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tutela import _native
from tutela.matching.checks import check_begins, check_digest, check_ids, check_lengths, check_rows
from tutela.matching.errors import WidthError, failures_told
from tutela.matching.stored import ExactNative, StoredIndex

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

# MD5, SHA-1, what `indicators.roster` keeps, SHA-256.
_kinds: dict[int, type[ExactNative]] = {
    16: _native.ExactIndex16,
    20: _native.ExactIndex20,
    25: _native.ExactIndex25,
    32: _native.ExactIndex32,
}
WIDTHS = tuple(_kinds)
_NO_IDS = np.empty(0, np.uint64)


class ExactIndex(StoredIndex[ExactNative]):
    """Keys of one width to ids, sorted, in a folder.

    Entries, counting, folders, processes and threads as in `HammingIndex`.
    """

    def __init__(self, native: ExactNative, width: int) -> None:
        """Use `build` or `open`."""
        super().__init__(native)
        self.width = width

    @classmethod
    def build(
        cls,
        path: Path,
        width: int,
        keys: NDArray[np.uint8] | None = None,
        ids: NDArray[np.uint64] = _NO_IDS,
        *,
        mark: int | None = None,
    ) -> ExactIndex:
        """Make the index of the entries (keys[i], ids[i]) in the folder `path`, and open it.

        keys: uint8[n, width], ids: uint64[n]; `width` is one of WIDTHS, else `WidthError`. Refuses
        as `HammingIndex.build` does.
        """
        kind, keys = _kind(width), _keys(keys, width)
        _check_entries(keys, ids, width)
        with failures_told():
            kind.build(str(path), keys, ids, mark)
        return cls.open(path, width)

    @classmethod
    def open(cls, path: Path, width: int) -> ExactIndex:
        """Open the index in the folder `path`. Refuses as `HammingIndex.open` does."""
        with failures_told():
            return cls(_kind(width)(str(path)), width)

    def add(self, keys: NDArray[np.uint8], ids: NDArray[np.uint64]) -> None:
        """Add the entries (keys[i], ids[i]). Refuses as `change` does."""
        _check_entries(keys, ids, self.width)
        self.change(keys, ids)

    def withdraw(self, ids: NDArray[np.uint64]) -> int:
        """Withdraw every entry of these ids and return how many; unknown ids are passed over."""
        return self.change(withdrawn=ids)

    def change(
        self,
        keys: NDArray[np.uint8] | None = None,
        ids: NDArray[np.uint64] = _NO_IDS,
        *,
        withdrawn: NDArray[np.uint64] = _NO_IDS,
        mark: int | None = None,
    ) -> int:
        """Withdraw the entries of some ids, then add others, and note a mark: one change.

        As `HammingIndex.change`, of more than 4,096 additions in two steps.
        """
        keys = _keys(keys, self.width)
        _check_entries(keys, ids, self.width)
        check_ids(withdrawn)
        with failures_told():
            return self._native.change(keys, ids, withdrawn, mark)

    def search(self, digest: bytes) -> tuple[int, ...]:
        """The ids of every entry with this key, ascending. Refuses with `DigestError`."""
        check_digest(digest, self.width)
        return tuple(found for _, found in self._search(digest))

    def beginning(self, begins: bytes) -> list[tuple[bytes, int]]:
        """Every entry whose key begins like this, as (key, id), in order.

        `begins` has 1 to `width` bytes, else `DigestError`.
        """
        check_begins(begins, self.width)
        return self._search(begins)

    def _search(self, begins: bytes) -> list[tuple[bytes, int]]:
        with failures_told():
            return self._native.search(begins)


def _kind(width: int) -> type[ExactNative]:
    if width not in _kinds:
        raise WidthError(wanted=", ".join(map(str, WIDTHS)), given=width)
    return _kinds[width]


def _keys(keys: NDArray[np.uint8] | None, width: int) -> NDArray[np.uint8]:
    return np.empty((0, width), np.uint8) if keys is None else keys


def _check_entries(keys: NDArray[np.uint8], ids: NDArray[np.uint64], width: int) -> None:
    check_rows(keys, width, "keys")
    check_ids(ids)
    check_lengths(keys, ids)
