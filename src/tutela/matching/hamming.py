"""The similarity index: which known codes lie within a radius of these codes?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, SupportsIndex

from tutela import _native
from tutela._native import CODE_BYTES
from tutela.matching.checks import check_ids, check_lengths, check_radius, check_rows
from tutela.matching.errors import KernelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Matches(NamedTuple):
    """One row for each entry within the radius, ordered by query, then distance, then id."""

    query_index: NDArray[np.int64]
    ids: NDArray[np.uint64]
    distances: NDArray[np.uint16]


def kernels() -> tuple[str, ...]:
    """The kernels this machine can run, fastest first. They differ only in speed."""
    return tuple(_native.kernels())


class HammingIndex:
    """An exact radius search over 256-bit codes, in memory: every entry in reach is found.

    An entry is a code and an id. Ids are opaque: several entries may share a code, or an id, or
    both, and each is found by itself. `len(index)` counts the entries that can be found.

    Threads may search while another adds or withdraws: a search sees all of a change or nothing,
    and everything that was answered before it began. The interpreter's lock is released.
    """

    def __init__(self, *, kernel: str | None = None) -> None:
        """`kernel` is one of `kernels()`, else `KernelError`; the fastest one by default."""
        if kernel is not None and kernel not in kernels():
            raise KernelError(given=kernel, runs=", ".join(kernels()))
        self._native = _native.HammingIndex(kernel or "")

    @property
    def kernel(self) -> str:
        """The name of the kernel this index scans with."""
        return self._native.kernel

    def __len__(self) -> int:
        return len(self._native)

    def add(self, codes: NDArray[np.uint8], ids: NDArray[np.uint64]) -> None:
        """Add the entries (codes[i], ids[i]); codes: uint8[n, 32], ids: uint64[n].

        Refuses with `DtypeError`, `ShapeError`, `LayoutError` or `LengthError`; nothing is added.
        """
        check_rows(codes, CODE_BYTES, "codes")
        check_ids(ids)
        check_lengths(codes, ids)
        self._native.add(codes, ids)

    def withdraw(self, ids: NDArray[np.uint64]) -> int:
        """Withdraw every entry of these ids and return how many; unknown ids are passed over.

        No search that begins afterwards finds them. Refuses with `DtypeError`, `ShapeError` or
        `LayoutError`.
        """
        check_ids(ids)
        return self._native.withdraw(ids)

    def search(self, codes: NDArray[np.uint8], radius: SupportsIndex) -> Matches:
        """Every entry at most `radius` bits (0 to 52) from codes[i]; codes: uint8[q, 32].

        Refuses with `DtypeError`, `ShapeError`, `LayoutError` or `RadiusError`.
        """
        check_rows(codes, CODE_BYTES, "codes")
        return Matches(*self._native.search(codes, check_radius(radius)))
