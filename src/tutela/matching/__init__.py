"""The similarity index and the exact table: no database, no network."""

from tutela._native import CODE_BYTES, MAX_RADIUS
from tutela.matching.errors import (
    DigestError,
    DtypeError,
    KernelError,
    LayoutError,
    LengthError,
    MatchingError,
    RadiusError,
    ShapeError,
    WidthError,
)
from tutela.matching.exact import DIGEST_WIDTHS, ExactTable
from tutela.matching.hamming import HammingIndex, Matches, kernels
from tutela.matching.packing import pack, pack_ids

__all__ = [
    "CODE_BYTES",
    "DIGEST_WIDTHS",
    "MAX_RADIUS",
    "DigestError",
    "DtypeError",
    "ExactTable",
    "HammingIndex",
    "KernelError",
    "LayoutError",
    "LengthError",
    "Matches",
    "MatchingError",
    "RadiusError",
    "ShapeError",
    "WidthError",
    "kernels",
    "pack",
    "pack_ids",
]
