"""How commands answer: tables and sentences for people, JSON for programs.

What came from outside (names of files, references, reasons) may hold signs that steer a terminal:
they are shown, never obeyed.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import textwrap
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    Advance = Callable[[int], None]

GAP = "  "
NARROWEST = 12  # a last column with less room than this is not folded
_STYLED = re.compile(r"\[(\w+)\](.*?)\[/\]")
_STYLES: dict[str, dict[str, Any]] = {
    "bold": {"bold": True},
    **{colour: {"fg": colour} for colour in ("red", "green", "yellow", "magenta")},
}
UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"


class NobodyReads(Exception):
    """Whoever read standard output has gone, as `head` does when it has seen enough."""


def write(text: str | bytes) -> None:
    """Writes `text` and the end of a line. Raises NobodyReads."""
    try:
        click.echo(text)
    except BrokenPipeError:
        raise NobodyReads from None


def say(pattern: str = "", **facts: object) -> None:
    """One line for a person. `pattern` may carry styles, `[bold]{name}[/]`; the facts never do."""
    styled = _STYLED.sub(lambda found: click.style(found[2], **_STYLES[found[1]]), pattern)
    write(styled.format(**{name: _safe(fact) for name, fact in facts.items()}))


def warn(sentence: str) -> None:
    """A line on standard error about something that is not in order, and stopped nothing."""
    click.echo(f"Warning: {shown(sentence)}", err=True)


def shown(value: object) -> str:
    """`value` as text on one line, without signs that would move the cursor or hide a line."""
    return "".join(sign if sign.isprintable() else UNPRINTABLE for sign in str(value))


def emit(value: Any) -> None:
    """One JSON document for a program."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=_plain)
    # A file name that is no UTF-8 holds lone surrogates: JSON can escape them, UTF-8 cannot.
    write(text.encode("utf-8", "backslashreplace"))


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str = "") -> None:
    """A table for a person, or the sentence `empty` if it has no rows.

    Each row is one line, so that what stands in it can be copied; on a terminal the last column is
    folded to fit.
    """
    lines = [["" if cell is None else shown(cell) for cell in row] for row in rows]
    if not lines and empty:
        say("{empty}", empty=empty)
        return
    lines.insert(0, list(columns))
    widths = [max(len(line[at]) for line in lines) for at in range(len(columns))]
    left = _room() - sum(widths[:-1]) - len(GAP) * (len(columns) - 1)
    for number, line in enumerate(lines):
        for row in _folded(line, left):
            text = GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            write(click.style(text.rstrip(), bold=number == 0))


def day(instant: datetime | None, otherwise: str = "") -> str:
    return f"{instant:%Y-%m-%d}" if instant else otherwise


def minute(instant: datetime | None, otherwise: str = "") -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC" if instant else otherwise


def counted(number: int, one: str, many: str = "") -> str:
    """`1 row`, `2 rows`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


@contextmanager
def progress(title: str, total: int | None = None) -> Iterator[Advance]:
    """A bar on standard error, where it is a terminal; yields `advance(done so far)`.

    Without a `total` it only shows that there is life, and for how long.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich import progress as bars  # noqa: PLC0415 - slow to load, and only a person needs it
    from rich.console import Console  # noqa: PLC0415

    known = [bars.MofNCompleteColumn(), bars.TimeRemainingColumn()]
    bar = bars.Progress(
        bars.TextColumn("{task.description}", markup=False),
        bars.BarColumn(),
        *(known if total is not None else [bars.TimeElapsedColumn()]),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        task = bar.add_task(title, total=total)
        yield lambda done: bar.update(task, completed=done)


def _room() -> int:
    """The width of the terminal; a pipe is as wide as need be."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else sys.maxsize


def _folded(line: list[str], room: int) -> Iterator[list[str]]:
    """The lines of one row: its cells, and below each other the pieces of the last one."""
    last = line[-1]
    pieces = textwrap.wrap(last, room) if len(last) > room >= NARROWEST else [last]
    yield [*line[:-1], pieces[0]]
    for piece in pieces[1:]:
        yield [""] * (len(line) - 1) + [piece]


def _safe(fact: object) -> object:
    return fact if isinstance(fact, int | float) else shown(fact)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
