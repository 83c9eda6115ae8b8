"""The building blocks of a printed paper: what its template can set. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tutela.platform.typesetting.signs import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Block = dict[str, Any]
BLANK: Final = "\u2013"
_CODE: Final = re.compile(r"[A-Z]+(_[A-Z]+)+")
_BREAK: Final = "\u200b"


class Column(NamedTuple):
    """A column of a table: its name, how wide it is beside the others, whether it has numbers."""

    name: str
    width: int
    number: bool = False


class Share(NamedTuple):
    """A share in percent with its 95 % interval; `words` stand where there is none."""

    rate: str = ""
    least: str = ""
    most: str = ""
    words: str = BLANK


def text(value: str, *, soft: bool = False) -> Block:
    """A paragraph. `soft` sets it smaller and grey."""
    return {"kind": "text", "text": cell(value), "soft": soft}


def bullets(values: Iterable[str]) -> Block:
    """Sentences, each by itself."""
    return {"kind": "bullets", "texts": [cell(one) for one in values]}


def quote(title: str, value: str) -> Block:
    """Somebody's own words under a small title."""
    return {"kind": "quote", "title": cell(title), "text": shown(value) or BLANK}


def facts(rows: Iterable[tuple[str, str]]) -> Block:
    """Names and values in two columns."""
    return {"kind": "facts", "rows": [fact(*row) for row in rows]}


def fact(name: str, value: str, *, mono: bool = False) -> Block:
    """One of them; `mono` sets the value in the monospaced font."""
    return {"name": shown(name), "value": shown(value) or BLANK, "mono": mono}


def table(
    columns: Sequence[Column], rows: Iterable[Sequence[Any]], *, depths: bool = False
) -> Block:
    """A table, which may go on over pages. `depths`: each row begins with a number, under how many
    totals it stands.
    """
    return {
        "kind": "table",
        "totals": depths,
        "columns": [{**one._asdict(), "name": cell(one.name)} for one in columns],
        "rows": [
            {
                "depth": int(row[0]) if depths else 0,
                "cells": [cell(one) or BLANK for one in row[depths:]],
            }
            for row in rows
        ],
    }


def rates(head: Sequence[str], rows: Iterable[tuple[str, Sequence[str], Sequence[Share]]]) -> Block:
    """Rates of error as a table, each drawn with its interval: a name, counts and shares."""
    return {
        "kind": "rates",
        "head": [cell(one) for one in head],
        "rows": [
            {"name": cell(name), "counts": list(counts), "shares": [_share(one) for one in shares]}
            for name, counts, shares in rows
        ],
    }


def section(title: str, blocks: Iterable[Block], *, code: str = "") -> Block:
    """A heading and what stands under it; `code` is what files call it."""
    return {"title": cell(title), "code": cell(code), "blocks": list(blocks)}


def cell(value: str) -> str:
    """Text as it can be set; a code may break after each of its words."""
    return _CODE.sub(lambda found: found.group().replace("_", "_" + _BREAK), shown(value))


def _share(one: Share) -> Block:
    if not one.rate:
        return {"words": cell(one.words), "drawn": None}
    ends = f"{one.least}{BLANK}{one.most}" if one.least and one.most else ""
    drawn = [float(each or one.rate) / 100 for each in (one.least, one.rate, one.most)]
    return {"words": f"{one.rate} %", "ends": ends, "drawn": drawn}
