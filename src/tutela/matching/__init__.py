"""The similarity index and the exact index, in files that processes share. No database."""

from tutela._native import CODE_BYTES, MAX_RADIUS
from tutela.matching.errors import (
    DigestError,
    DtypeError,
    IndexDamaged,
    IndexForeign,
    IndexUnreachable,
    LayoutError,
    LengthError,
    MatchingError,
    PathError,
    RadiusError,
    ShapeError,
    WidthError,
)
from tutela.matching.exact import WIDTHS, ExactIndex
from tutela.matching.hamming import HammingIndex, Matches, paths
from tutela.matching.packing import pack, pack_ids
from tutela.matching.standing import Standing
from tutela.matching.stored import StoredIndex

__all__ = [
    "CODE_BYTES",
    "MAX_RADIUS",
    "WIDTHS",
    "DigestError",
    "DtypeError",
    "ExactIndex",
    "HammingIndex",
    "IndexDamaged",
    "IndexForeign",
    "IndexUnreachable",
    "LayoutError",
    "LengthError",
    "Matches",
    "MatchingError",
    "PathError",
    "RadiusError",
    "ShapeError",
    "Standing",
    "StoredIndex",
    "WidthError",
    "pack",
    "pack_ids",
    "paths",
]
