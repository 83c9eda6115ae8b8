"""The log: what the server and its supervisor say about themselves, of bounded size."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LIMIT = 1024 * 1024  # bytes; the one before is kept as `log.1`
TAIL = 4096
LINES = 3


def bound(log: Path) -> None:
    """Moves a log that has grown too long aside. Its writers append, so they go on from zero."""
    try:
        if log.stat().st_size > LIMIT:
            shutil.copyfile(log, log.with_name(f"{log.name}.1"))
            os.truncate(log, 0)
    except OSError:
        return  # A full disk must not end the supervisor.


def size(log: Path) -> int:
    try:
        return log.stat().st_size
    except OSError:
        return 0


def last_words(log: Path, since: int) -> str:
    """The last lines written after the first `since` bytes, as one line."""
    try:
        with log.open("rb") as file:
            end = file.seek(0, os.SEEK_END)
            start = since if since <= end else 0
            file.seek(max(start, end - TAIL))
            lines = file.read().decode(errors="replace").split("\n")
    except OSError:
        lines = []
    said = [line.strip() for line in lines if line.strip()]
    return " / ".join(said[-LINES:]) or "nothing"
