"""The exact table: which ids carry this digest?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela import _native
from tutela.matching.checks import check_digest, check_ids, check_lengths, check_rows
from tutela.matching.errors import WidthError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# MD5, SHA-1, SHA-256.
_tables: dict[int, type[_native.ExactTable16 | _native.ExactTable20 | _native.ExactTable32]] = {
    16: _native.ExactTable16,
    20: _native.ExactTable20,
    32: _native.ExactTable32,
}
DIGEST_WIDTHS = tuple(_tables)


class ExactTable:
    """Digests of one width to ids, in width + 8 bytes an entry.

    Entries, counting and threads as in `HammingIndex`.
    """

    def __init__(self, width: int) -> None:
        """`width` is one of DIGEST_WIDTHS (16, 20 or 32 bytes), else `WidthError`."""
        if width not in _tables:
            raise WidthError(wanted=" or ".join(map(str, DIGEST_WIDTHS)), given=width)
        self.width = width
        self._native = _tables[width]()

    def __len__(self) -> int:
        return len(self._native)

    def add(self, digests: NDArray[np.uint8], ids: NDArray[np.uint64]) -> None:
        """Add the entries (digests[i], ids[i]); digests: uint8[n, width], ids: uint64[n].

        Refuses with `DtypeError`, `ShapeError`, `LayoutError` or `LengthError`; nothing is added.
        """
        check_rows(digests, self.width, "digests")
        check_ids(ids)
        check_lengths(digests, ids)
        self._native.add(digests, ids)

    def withdraw(self, ids: NDArray[np.uint64]) -> int:
        """Withdraw every entry of these ids and return how many; unknown ids are passed over.

        Refuses with `DtypeError`, `ShapeError` or `LayoutError`.
        """
        check_ids(ids)
        return self._native.withdraw(ids)

    def search(self, digest: bytes) -> tuple[int, ...]:
        """The ids of every entry with this digest, ascending. Refuses with `DigestError`."""
        check_digest(digest, self.width)
        return self._native.search(digest)
