"""A pack as one ZIP file: the same documents give the same bytes."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutela.reporting.plugin import Document

_STAMP = (1980, 1, 1, 0, 0, 0)  # the first that ZIP has: a pack is dated within, not by its files
_UNIX = 3
_PRIVATE = 0o600 << 16


def packed(documents: Sequence[Document]) -> bytes:
    """The documents as a ZIP file, in their order."""
    return zipped([(one.name, one.data) for one in documents])


def zipped(named: Sequence[tuple[str, bytes]]) -> bytes:
    """Named bytes as a ZIP file, in their order, without dates or owners of files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in named:
            archive.writestr(_entry(name), data)
    return out.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _STAMP)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = _UNIX
    entry.external_attr = _PRIVATE
    return entry
