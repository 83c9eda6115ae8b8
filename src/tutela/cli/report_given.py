"""What commands of reporting are given: files of JSON, instants with a zone, places for files."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from tutela.platform.errors import BadInput, Conflict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

LARGEST = 1024 * 1024 + 1  # one byte more than details may have, so that too much is noticed
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700


class JsonUnusable(BadInput):
    """The file {path} cannot be used: {problem}."""

    code = "json-unusable"


class FileThere(Conflict):
    """There is a file {path} already, and it is not overwritten. Choose another name."""

    code = "file-there"


class Instant(click.ParamType[datetime]):
    """An instant as ISO 8601 with its zone; an instant without one could be anybody's."""

    name = "instant"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            self.fail("it is no instant; write it as 2026-11-25T14:30Z", param, ctx)
        if found.utcoffset() is None:
            self.fail("it has no zone; write it as 2026-11-25T14:30Z", param, ctx)
        return found


INSTANT = Instant()


def read_bytes(path: Path) -> bytes:
    """What a file or standard input (-) holds, bounded."""
    if str(path) == "-":
        return sys.stdin.buffer.read(LARGEST)
    with path.open("rb") as file:
        return file.read(LARGEST)


def read_object(path: Path) -> dict[str, Any]:
    """A JSON object from a file. Raises JsonUnusable, which repeats nothing of it."""
    try:
        found = json.loads(read_bytes(path))
    except (ValueError, RecursionError):
        raise JsonUnusable(path=path, problem="it is not JSON") from None
    if not isinstance(found, dict):
        raise JsonUnusable(path=path, problem="it is not a JSON object")
    return found


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A file that only its owner may read, and that was not there before.

    It is gone again if what fills it fails. Raises FileThere.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    except FileExistsError:
        raise FileThere(path=path) from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
