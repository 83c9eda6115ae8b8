"""From loose digests and ids to the arrays an index takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tutela._native import CODE_BYTES
from tutela.matching.checks import check_digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray


def pack(values: Iterable[bytes], width: int = CODE_BYTES) -> NDArray[np.uint8]:
    """Codes or digests of `width` bytes as uint8[n, width]. Refuses with `DigestError`."""
    rows = list(values)
    for row in rows:
        check_digest(row, width)
    return np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), width)


def pack_ids(ids: Iterable[int]) -> NDArray[np.uint64]:
    """Ids from 0 to 2**64 - 1 as uint64[n]. Others raise OverflowError."""
    return np.fromiter(ids, np.uint64)
