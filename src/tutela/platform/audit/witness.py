"""A witness outside the node: a file to which every signed checkpoint is shown, and only added.

One line of JSON for each checkpoint. Several logs may share a file: each reads its own. A line cut
off by a crash is passed over and reported; what it held is shown again.
"""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from tutela.platform.audit.errors import (
    NoteForged,
    NoteMalformed,
    NoteUnsigned,
    WitnessAway,
    WitnessRefused,
)
from tutela.platform.audit.note import open_checkpoint, read_checkpoint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tutela.platform.audit.note import Checkpoint, LogKey

TAILS = (4 * 1024, 256 * 1024)


@dataclass(frozen=True, slots=True)
class Seen:
    """A line of the witness: the note, or None where the line cannot be read."""

    line: int
    note: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """What a witness had seen at one moment; can be gone through again and again."""

    witness: Witness
    end: int

    def __iter__(self) -> Iterator[Seen]:
        return self.witness.notes(until=self.end)


class Witness:
    """The witness at `path`, for the log of `key`. Its methods raise WitnessAway."""

    def __init__(self, path: Path, key: LogKey) -> None:
        self.path = path
        self.key = key

    def append(self, note: str) -> bool:
        """Shows `note`; True if it was new. It is on the disk when this returns.

        Raises WitnessRefused for less than was seen already, or for another history; NoteForged,
        NoteUnsigned or NoteMalformed for a note that is not of this log.
        """
        return self.append_all([note]) == 1

    def append_all(self, notes: Iterable[str]) -> int:
        """Shows `notes` in their order; how many were new. Raises as `append` does."""
        added = 0
        with self._opened() as file:
            last = self._last(file)
            file.seek(0, os.SEEK_END)
            if _is_torn(file):
                file.write(b"\n")
            for note in notes:
                checkpoint = open_checkpoint(note, self.key)
                problem = None if last is None else _problem(checkpoint, last)
                if problem is None:
                    file.write(json.dumps({"note": note}).encode() + b"\n")
                    last, added = checkpoint, added + 1
                elif not self._has_seen(checkpoint):
                    number = checkpoint.number
                    raise WitnessRefused(path=self.path, number=number, problem=problem)
            file.flush()
            os.fsync(file.fileno())
        return added

    def last(self) -> Checkpoint | None:
        """The last checkpoint of this log that was seen, or None."""
        if not self.exists():
            return None
        with _reachable(self.path), self.path.open("rb") as file:
            return self._last(file)

    def notes(self, until: int | None = None) -> Iterator[Seen]:
        """What the witness saw of this log, oldest first; `until` a size in bytes."""
        if not self.exists():
            return
        end = self.size() if until is None else until
        with _reachable(self.path), self.path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                end -= len(line)
                if end < 0:
                    return
                note = _note(line)
                if line.strip() and (note is None or self._is_own(note)):
                    yield Seen(number, note)

    def shown(self) -> Shown:
        """What it has seen up to now."""
        return Shown(self, self.size())

    def size(self) -> int:
        """The length of the file in bytes; 0 if there is none."""
        if not self.exists():
            return 0
        with _reachable(self.path), self.path.open("rb") as file:
            return file.seek(0, os.SEEK_END)

    def exists(self) -> bool:
        with _reachable(self.path):
            return self.path.exists()

    def _last(self, file: IO[bytes]) -> Checkpoint | None:
        """The last own checkpoint; nearly always in the tail, else the whole file is read."""
        length = file.seek(0, os.SEEK_END)
        for start in [*(length - tail for tail in TAILS if tail < length), 0]:
            file.seek(start)
            if start:
                file.readline()  # a part of a line
            for line in reversed(file.readlines()):
                checkpoint = self._opened_note(_note(line))
                if checkpoint is not None:
                    return checkpoint
        return None

    def _has_seen(self, checkpoint: Checkpoint) -> bool:
        # Another process may have shown it meanwhile.
        return any(self._opened_note(seen.note) == checkpoint for seen in self.notes())

    def _opened_note(self, note: str | None) -> Checkpoint | None:
        """The checkpoint in `note`, or None if it is not one that this log signed."""
        try:
            return open_checkpoint(note, self.key) if note and self._is_own(note) else None
        except (NoteForged, NoteMalformed, NoteUnsigned):
            return None

    def _is_own(self, note: str) -> bool:
        return note.startswith(self.key.name + "\n")

    @contextmanager
    def _opened(self) -> Iterator[IO[bytes]]:
        """The file for adding, made if need be (0600), for one writer at a time."""
        with _reachable(self.path):
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            is_new = not self.path.exists()
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND
            with os.fdopen(os.open(self.path, flags, 0o600), "rb+") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                if is_new:
                    _sync_folder(self.path.parent)
                yield file


@contextmanager
def _reachable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WitnessAway(path=path, problem=error.strerror or error) from error


def _problem(new: Checkpoint, last: Checkpoint) -> str | None:
    """Why `new` cannot come after `last`."""
    if new.epoch < last.epoch:
        return f"it has seen epoch {last.epoch} already"
    if new.epoch == last.epoch and (new.number <= last.number or new.size <= last.size):
        return f"it has seen checkpoint {last.number} with {last.size} rows already"
    return None


def _note(line: bytes) -> str | None:
    """The note in a line, or None if the line is torn or no note."""
    try:
        note = json.loads(line)["note"]
        read_checkpoint(note)
    except (ValueError, KeyError, TypeError, RecursionError, NoteMalformed):
        return None
    return note if isinstance(note, str) else None


def _is_torn(file: IO[bytes]) -> bool:
    if file.tell() == 0:
        return False
    file.seek(-1, os.SEEK_END)
    return file.read(1) != b"\n"


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
