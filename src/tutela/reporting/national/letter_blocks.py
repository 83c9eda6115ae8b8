"""The building blocks of the letter: what the template can set. Text in them shows as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tutela.platform.typesetting.signs import shown
from tutela.reporting.national.plain import instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

Block = dict[str, Any]


class Row(NamedTuple):
    """A name and its value; `mono` sets the value in the monospaced font."""

    name: str
    value: str
    mono: bool = False


def section(title: str, blocks: Sequence[Block], *, new_page: bool = False) -> Block:
    """A heading and what stands under it."""
    return {"title": title, "blocks": list(blocks), "new_page": new_page}


def text(value: str, *, soft: bool = False) -> Block:
    """A paragraph. `soft` sets it smaller and grey."""
    return {"kind": "text", "text": shown(value), "soft": soft}


def quote(title: str, value: str) -> Block:
    """Somebody's own words under a small title."""
    return {"kind": "quote", "title": title, "text": shown(value)}


def facts(rows: Iterable[Row]) -> Block:
    """Names and values in two columns."""
    return {"kind": "facts", "rows": [_row(row) for row in rows]}


def grid(title: str, head: Sequence[str], rows: Sequence[Sequence[str]], mono: int) -> Block:
    """A table with a title, whose first `mono` columns are monospaced."""
    return {
        "kind": "grid",
        "title": title,
        "head": list(head),
        "rows": [[shown(cell) for cell in row] for row in rows],
        "mono": mono,
    }


def heading(title: str) -> Block:
    """A smaller heading within a section."""
    return {"kind": "heading", "title": shown(title)}


def blanks(note: str, names: Sequence[str]) -> Block:
    """Lines to be filled in by hand."""
    return {"kind": "blanks", "note": note, "names": list(names)}


def _row(row: Row) -> Block:
    return {"name": row.name, "value": shown(row.value), "mono": row.mono}


def when(at: datetime) -> str:
    """An instant as the letter writes it: `2026-01-15 12:00:00 UTC`."""
    return f"{instant(at)[:19].replace('T', ' ')} UTC"


def known(rows: Iterable[tuple[str, object | None]]) -> list[Row]:
    """Rows of those values that are known and not empty."""
    return [Row(name, str(value)) for name, value in rows if value not in {None, ""}]
