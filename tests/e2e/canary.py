"""Canaries: random letters that are planted somewhere, and a search that finds them anywhere.

Letters and digits, since no text escapes them: whoever writes a planted canary writes it as it is,
as hex or as base64. UTF-16, spaced hex and wrapped base64 are found by leaving out what stands
between. PostgreSQL's compression of values leaves the first canary of a value as it is, with a zero
byte before every eighth letter. What is encrypted, or packed by deflate, is not found.
"""

from __future__ import annotations

import base64
import contextlib
import os
import secrets
import stat
import string
import subprocess
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import BinaryIO

LETTERS = string.ascii_letters + string.digits
LENGTH = 24
_BETWEEN = b"\0\r\n\t "
_PAUSE = 0.05  # seconds between two looks of a watch


class Canary:
    """Random letters, and the ways in which they may be written."""

    def __init__(self) -> None:
        self.letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        self.content = self.letters.encode()
        self._spelt = tuple(set(_spellings(self.content)))

    def times(self, size: int) -> bytes:
        """So many bytes of nothing but this canary."""
        return (self.content * (size // LENGTH + 1))[:size]

    def is_in(self, data: bytes) -> bool:
        return self.is_in_dense(_dense(data))

    def is_in_dense(self, data: bytes) -> bool:
        """The same for data from which what may stand between was taken out."""
        return any(one in data for one in self._spelt)


def _spellings(content: bytes) -> Iterator[bytes]:
    yield content
    yield content.hex().encode()
    yield content.hex().upper().encode()
    for shift in range(3):  # base64 reads three bytes at a time
        inner = content[shift : shift + (len(content) - shift) // 3 * 3]
        yield base64.b64encode(inner)  # of letters and digits, it has neither + nor /


def _dense(data: bytes) -> bytes:
    return data.translate(None, _BETWEEN)


def found_in(data: bytes, canaries: Mapping[str, Canary]) -> set[str]:
    """The names of the canaries that are in the content of a file."""
    dense = _dense(data)
    return {name for name, canary in canaries.items() if canary.is_in_dense(dense)}


def places(canaries: Mapping[str, Canary], folder: Path) -> dict[str, set[str]]:
    """In which files of a folder each canary is, by its name."""
    found: dict[str, set[str]] = {name: set() for name in canaries}
    for path in _files(folder):
        for name in found_in(path.read_bytes(), canaries):
            found[name].add(str(path.relative_to(folder)))
    return found


def _files(folder: Path, unread: Sequence[Path] = ()) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = [one for one in folders if Path(root, one) not in unread]
        paths = [Path(root, one) for one in names]
        yield from (one for one in paths if one.is_file() and not one.is_symlink())


@dataclass
class Watch:
    """Reads, over and over, what lies in folders and what our child processes hold open elsewhere.

    So it sees files that have no name (any more), as libraries use for what is large. What is there
    for less than a twentieth of a second may be missed. `unread` are paths that need no reading.
    """

    canaries: Mapping[str, Canary]
    folders: Sequence[Path]
    unread: Sequence[Path]
    rounds: int = 0
    seen: set[tuple[str, str]] = field(default_factory=set)
    _read: set[tuple[int, ...]] = field(default_factory=set)

    def look(self) -> None:
        """Reads what is new or changed since the look before."""
        named = {path for folder in self.folders for path in _files(folder, self.unread)}
        for path in {*named, *self._open_files()}:
            with contextlib.suppress(OSError), _opened(path) as file:
                if self._is_new(file):
                    found = found_in(file.read(), self.canaries)
                    self.seen |= {(name, str(path)) for name in found}
        self.rounds += 1

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        done = threading.Event()

        def watch() -> None:
            while not done.wait(_PAUSE):
                self.look()

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _open_files(self) -> Iterator[Path]:
        """Regular files, as their processes have them; a `memfd` is no file."""
        for process in psutil.Process().children(recursive=True):
            with contextlib.suppress(OSError):
                for link in Path(f"/proc/{process.pid}/fd").iterdir():
                    with contextlib.suppress(OSError):
                        if link.is_file() and not str(link.readlink()).startswith("/memfd:"):
                            yield link

    def _is_new(self, file: BinaryIO) -> bool:
        """Asked of what is open here: a process may use its number for another file meanwhile."""
        found = os.fstat(file.fileno())
        state = (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)
        target = Path(f"/proc/self/fd/{file.fileno()}").readlink()
        known = state in self._read or any(target.is_relative_to(one) for one in self.unread)
        if known or not stat.S_ISREG(found.st_mode):
            return False
        self._read.add(state)
        return True


def _opened(path: Path) -> BinaryIO:
    """A file, open; what is a pipe by now has nobody wait for its other end."""
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb")


@contextlib.contextmanager
def holding_without_a_name(path: Path, canary: Canary) -> Iterator[None]:
    """A process holds a file that is deleted already."""
    script = 'exec 3<>"$0"; rm "$0"; printf %s "$1" >&3; read end'
    command = ["sh", "-c", script, str(path), canary.letters]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        yield
        assert process.stdin is not None
        process.stdin.close()
