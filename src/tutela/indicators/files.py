"""Hash lists as files: opened as text, line by line, with bounded memory."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from tutela.indicators.errors import FileNotText, FileUnreadable
from tutela.indicators.reading import LONGEST_LINE, TOO_LONG, Line, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_HEAD = 65_536  # bytes looked at before a file is believed to be text
_LONGEST = 4 * LONGEST_LINE + 2  # bytes; UTF-8 takes up to four for a character
_NOT_UTF8 = Unreadable("The line is not UTF-8 text.")


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a list, whether it is CSV by its name, and how far it has been read (0 to 1)."""

    lines: Iterable[Line]
    as_csv: bool
    share: Callable[[], float | None]


@contextmanager
def opened(source: Iterable[str] | Path | str) -> Iterator[Lines]:
    """The lines of the file at a path, or the given ones. Raises FileUnreadable, FileNotText."""
    if not isinstance(source, str | Path):
        yield Lines(source, as_csv=False, share=lambda: None)
        return
    path = Path(source)
    try:
        file = path.open("rb", buffering=_HEAD)
    except OSError as error:
        raise FileUnreadable(path=path, problem=error.strerror) from error
    with file:
        lines = _lines(file, path)
        size = os.fstat(file.fileno()).st_size
        yield Lines(
            lines,
            as_csv=path.suffix.lower() == ".csv",
            share=lambda: min(file.tell() / size, 1.0) if size else None,
        )


def _lines(file: BinaryIO, path: Path) -> Iterator[Line]:
    try:
        # UTF-16 and every binary format worth the name have zero bytes early on.
        if b"\0" in file.peek(_HEAD):  # type: ignore[attr-defined]
            raise FileNotText(path=path)
        while line := file.readline(_LONGEST):
            yield _decoded(file, line)
    except OSError as error:
        raise FileUnreadable(path=path, problem=error.strerror) from error


def _decoded(file: BinaryIO, line: bytes) -> Line:
    if len(line) == _LONGEST and not line.endswith(b"\n"):
        while (more := file.readline(_HEAD)) and not more.endswith(b"\n"):
            pass
        return TOO_LONG
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return _NOT_UTF8
