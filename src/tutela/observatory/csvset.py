"""A paper as files of comma-separated values (RFC 4180, UTF-8), and read back from them.

The same paper gives the same bytes.
"""

from __future__ import annotations

import csv
import io
import zipfile
from typing import TYPE_CHECKING, Final

from tutela.observatory.errors import SetUnreadable
from tutela.observatory.model import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

ENDING: Final = ".csv"
LARGEST: Final = 16 * 1024 * 1024
_MOST_FILES: Final = 64
_ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)  # the earliest a zip knows: no clock is in the bytes


class Broken(Exception):
    """A file that is no table; the reason is a sentence."""


def files(sheets: Iterable[Sheet]) -> dict[str, bytes]:
    """The files by name."""
    return {sheet.name + ENDING: _file(sheet) for sheet in sheets}


def zipped(named: Mapping[str, bytes]) -> bytes:
    """The files in one archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in named.items():
            archive.writestr(zipfile.ZipInfo(name, _ZIP_DATE), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def read(name: str, data: bytes) -> Sheet:
    """A file as a table. Raises Broken."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Broken("it is not UTF-8 text.") from None
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        raise Broken("it is not comma-separated as RFC 4180 has it.") from None
    if not rows:
        raise Broken("it is empty.")
    columns, *body = rows
    for place, row in enumerate(body, 2):
        if len(row) != len(columns):
            raise Broken(f"row {place} has {len(row)} cells, its head {len(columns)}.")
    return Sheet(name.removesuffix(ENDING), tuple(columns), tuple(tuple(row) for row in body))


def folder(path: Path) -> dict[str, bytes]:
    """The tables in a folder, as bytes by name. Raises SetUnreadable."""
    try:
        found = sorted(one for one in path.iterdir() if one.suffix == ENDING)
        if not found or len(found) > _MOST_FILES:
            raise SetUnreadable(path=path)
        return {one.name: _bounded(one) for one in found}
    except OSError:
        raise SetUnreadable(path=path) from None


def _bounded(path: Path) -> bytes:
    if path.stat().st_size > LARGEST:
        raise SetUnreadable(path=path.parent)
    return path.read_bytes()


def _file(sheet: Sheet) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(sheet.columns)
    writer.writerows(sheet.rows)
    return out.getvalue().encode("utf-8")
