"""Pieces of Markdown that the reference pages are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; cells are one line each, and None is an empty cell."""
    lines = [_row(columns), "|" + "---|" * len(columns)]
    return "\n".join([*lines, *map(_row, rows)]) + "\n"


def code(value: object) -> str:
    """The value as code, or nothing."""
    return f"`{value}`" if value not in (None, "") else ""


def block(text: str, language: str = "text") -> str:
    """A fenced block."""
    return f"```{language}\n{text.rstrip()}\n```\n"


def page(title: str, *parts: str) -> str:
    """A page with one title."""
    return "\n".join([f"# {title}\n", *parts])


def plain(text: str) -> str:
    """Text on one line in which a browser sees no tags: `<home>` outside code."""
    pieces = " ".join(text.split()).split("`")
    outside = [piece if at % 2 else _escaped(piece) for at, piece in enumerate(pieces)]
    return "`".join(outside)


def _escaped(text: str) -> str:
    return text.replace("<", "&lt;").replace(">", "&gt;")


def _row(cells: Sequence[object]) -> str:
    shown = ("" if cell is None else str(cell).replace("|", "\\|") for cell in cells)
    return "| " + " | ".join(" ".join(one.split()) for one in shown) + " |"
