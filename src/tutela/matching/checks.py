"""What an index accepts: arrays of one type and shape, taken as they are and never converted.

A silent conversion would hide a caller's mistake (ids as signed numbers, codes as floats) and copy
millions of rows.
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any, SupportsIndex

import numpy as np

from tutela._native import MAX_RADIUS
from tutela.matching.errors import (
    DigestError,
    DtypeError,
    LayoutError,
    LengthError,
    RadiusError,
    ShapeError,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray


def check_rows(rows: NDArray[np.uint8], width: int, name: str) -> None:
    """Refuse anything but uint8[n, width], contiguous."""
    _check_array(rows, np.dtype(np.uint8), name)
    if rows.shape[1:] != (width,):
        raise ShapeError(name=name, wanted=f"(n, {width})", given=rows.shape)
    _check_layout(rows, name)


def check_ids(ids: NDArray[np.uint64]) -> None:
    """Refuse anything but uint64[n], contiguous."""
    _check_array(ids, np.dtype(np.uint64), "ids")
    if ids.ndim != 1:
        raise ShapeError(name="ids", wanted="(n,)", given=ids.shape)
    _check_layout(ids, "ids")


def check_lengths(rows: NDArray[np.uint8], ids: NDArray[np.uint64]) -> None:
    """Refuse a different number of rows and ids."""
    if len(rows) != len(ids):
        raise LengthError(rows=len(rows), ids=len(ids))


def check_radius(radius: SupportsIndex) -> int:
    """The radius as an int; refuse anything but a whole number from 0 to MAX_RADIUS."""
    try:
        number = operator.index(radius)
    except TypeError:
        number = -1
    if isinstance(radius, bool) or not 0 <= number <= MAX_RADIUS:
        raise RadiusError(largest=MAX_RADIUS, given=repr(radius))
    return number


def check_digest(digest: bytes, width: int) -> None:
    """Refuse anything but `bytes` of this width."""
    if not isinstance(digest, bytes):
        raise DigestError(wanted=width, given=f"a {type(digest).__name__}")
    if len(digest) != width:
        raise DigestError(wanted=width, given=f"{len(digest)} bytes")


def check_begins(begins: bytes, width: int) -> None:
    """Refuse anything but `bytes`, at least one and at most `width` of them."""
    if not isinstance(begins, bytes) or not 1 <= len(begins) <= width:
        raise DigestError(wanted=f"1 to {width}", given=repr(begins))


def _check_array(array: object, dtype: np.dtype[Any], name: str) -> None:
    if not isinstance(array, np.ndarray):
        raise DtypeError(name=name, wanted=dtype, given=f"a {type(array).__name__}")
    if array.dtype != dtype:
        raise DtypeError(name=name, wanted=dtype, given=array.dtype)


def _check_layout(array: NDArray[Any], name: str) -> None:
    if not (array.flags.c_contiguous and array.flags.aligned):
        raise LayoutError(name=name)
