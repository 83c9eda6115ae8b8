"""From the lines of a hash list to entries, each bad line refused by its number. Pure.

Two forms: lines `TYPE VALUE [REFERENCE]`, and CSV whose first line names the columns `type` and
`value` and perhaps `reference` and `label`. Blank lines and those that start with `#` are passed
over in both. A line of the first form may also be an address alone, from `http` to its end: with a
blank in it, it is read whole, for half an address is another one.
"""

from __future__ import annotations

import csv
import itertools
from typing import TYPE_CHECKING, NamedTuple

from tutela.indicators.bounds import uninformative
from tutela.indicators.errors import HeaderInvalid
from tutela.signals.errors import SignalTextError
from tutela.signals.model import SignalKind
from tutela.signals.parse import parse
from tutela.signals.url import is_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

LONGEST_LINE = 10_000  # characters; an address may have 8,192
LONGEST_REFERENCE = 200  # characters
_SHOWN = 20  # characters of a wrong type that are repeated
_KINDS = {kind.value: kind for kind in SignalKind}
_COLUMNS = ("type", "value", "reference", "label")


class Entry(NamedTuple):
    """One good line. `label` is empty where the list has none of its own."""

    line: int
    fingerprint: tuple[SignalKind, bytes]
    reference: str = ""
    label: str = ""


class Refused(NamedTuple):
    """One line that was left out, and why, in a sentence that does not repeat its value."""

    line: int
    sentence: str


class Unreadable(NamedTuple):
    """A line that is no text, in the place of one."""

    sentence: str


Line = str | Unreadable
Fields = tuple[str, str, str, str]  # type, value, reference, label


def read(lines: Iterable[Line], *, as_csv: bool = False) -> Iterator[Entry | Refused]:
    """The entries of a hash list, in its order. Raises HeaderInvalid.

    It is read as CSV if `as_csv` says so or if its first line is a header.
    """
    rest = _telling(lines)
    first = next(rest, None)
    if first is None:
        return
    columns = _header(first[1])
    if columns is None and as_csv:
        raise HeaderInvalid(problem="its first line does not name the columns type and value")
    split = _split_text if columns is None else _csv_splitter(columns)
    if columns is None:
        rest = itertools.chain([first], rest)
    for number, line in rest:
        yield _entry(number, line, split)


def _telling(lines: Iterable[Line]) -> Iterator[tuple[int, Line]]:
    """Lines that say something, with their numbers from 1, without blanks around them."""
    for number, line in enumerate(lines, start=1):
        if isinstance(line, Unreadable):
            yield number, line
            continue
        if len(line) > LONGEST_LINE + 2:  # two: the end of the line
            yield number, TOO_LONG
            continue
        said = (line.removeprefix("\ufeff") if number == 1 else line).strip()
        if said and not said.startswith("#"):
            yield number, said


TOO_LONG = Unreadable(f"The line is longer than {LONGEST_LINE:,} characters.")


def _entry(number: int, line: Line, split: Callable[[str], Fields | str]) -> Entry | Refused:
    if isinstance(line, Unreadable):
        return Refused(number, line.sentence)
    fields = split(line)
    if isinstance(fields, str):
        return Refused(number, fields)
    kind_name, text, reference, label = fields
    kind = _KINDS.get(kind_name.lower())
    if kind is None:
        # What looks like no word may be part of an address, which is not repeated.
        shown = repr(kind_name[:_SHOWN]) if kind_name.isalnum() else "What it begins with"
        return Refused(number, f"{shown} is not a type; use {', '.join(_KINDS)}.")
    if not (reference + label).isprintable() or len(reference) > LONGEST_REFERENCE:
        return Refused(
            number, f"The reference must be up to {LONGEST_REFERENCE} printable characters."
        )
    try:
        value = parse(kind, text)
    except SignalTextError as error:
        return Refused(number, str(error))
    problem = uninformative(kind, value)
    return Refused(number, problem) if problem else Entry(number, (kind, value), reference, label)


def _split_text(line: str) -> Fields | str:
    if is_address(line):
        return SignalKind.URL.value, line, "", ""
    parts = line.split(None, 2)
    if len(parts) == 1:
        return "The line has no value; write `TYPE VALUE [REFERENCE]`."
    return parts[0], parts[1], parts[2] if len(parts) > 2 else "", ""  # noqa: PLR2004


def _header(line: Line) -> list[str] | None:
    """The columns a first line names; None if it is no header."""
    if isinstance(line, Unreadable) or is_address(line):
        return None
    names = [name.strip().strip('"').lower() for name in line.split(",")]
    if not {"type", "value"} <= set(names):
        return None
    twice = [name for name in _COLUMNS if names.count(name) > 1]
    if twice:
        raise HeaderInvalid(problem=f"it names the column {twice[0]} twice")
    return names


def _csv_splitter(columns: list[str]) -> Callable[[str], Fields | str]:
    places = [columns.index(name) if name in columns else None for name in _COLUMNS]

    def split(line: str) -> Fields | str:
        cells = _cells(line)
        if len(cells) != len(columns):
            return f"The line has {len(cells)} fields and the header {len(columns)}."
        kind, value, reference, label = ("" if at is None else cells[at].strip() for at in places)
        return kind, value, reference, label

    return split


def _cells(line: str) -> list[str]:
    if '"' not in line:
        return line.split(",")
    # One line at a time: a quote that is never closed spoils its own line and no other.
    try:
        return next(csv.reader([line], strict=True))
    except csv.Error:
        return []
