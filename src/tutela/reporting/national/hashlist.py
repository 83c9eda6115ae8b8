"""The fingerprints of a report as a table that police tools and spreadsheets read (RFC 4180)."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from tutela.reporting.national.naming import item_names
from tutela.reporting.national.plain import instant

if TYPE_CHECKING:
    from tutela.reporting.model import Report, ReportedItem

COLUMNS = (
    "item",
    "md5",
    "sha1",
    "sha256",
    "pdq",
    "size",
    "media_type",
    "received_at",
    "scheme",
    "label",
)

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def hash_list(report: Report) -> bytes:
    """One line for each item, UTF-8, CRLF, every cell quoted. What is unknown is empty.

    A cell that a spreadsheet would run as a formula begins with an apostrophe. No fingerprint and
    no item name is ever changed.
    """
    names = item_names(report)
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(names[item.id], item) for item in report.items)
    return out.getvalue().encode()


def _row(name: str, item: ReportedItem) -> list[str]:
    prints = item.digests
    cells = (
        *(name, prints.md5, prints.sha1, prints.sha256, prints.pdq),
        *(str(item.size), item.media_type, instant(item.received_at)),
        *(item.verdict.scheme, item.verdict.label),
    )
    return [_guarded(cell) for cell in cells]


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
