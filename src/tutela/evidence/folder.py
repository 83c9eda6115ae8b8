"""Sealed objects as files in a folder of this node.

Plain files rather than `obstore`'s local store: that one never calls fsync, makes files others may
read, and hides a full disk in the text of a generic error. The names are ones it accepts as well.
"""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tutela.evidence.errors import StoreUnusable
from tutela.evidence.objects import NAME, OWNER, Stored
from tutela.platform import newfile
from tutela.platform.errors import DiskFull

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_PENDING = ".pending"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class FolderObjects:
    """Objects as files of mode 0600 in one folder of mode 0700."""

    is_in_home = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def place(self) -> str:
        return str(self._folder)

    def write(self, name: str, data: bytes, check: Callable[[bytes], None]) -> None:
        path, pending = self._path(name), self._path(name + _PENDING)
        with _failures_named():
            self._prepare()
            try:
                _write_durably(pending, data)
                check(pending.read_bytes())
                pending.rename(path)
            except BaseException:
                pending.unlink(missing_ok=True)
                raise
            _sync_folder(self._folder)

    def read(self, name: str) -> bytes | None:
        with _failures_named():
            try:
                return self._path(name).read_bytes()
            except FileNotFoundError:
                return None

    def exists(self, name: str) -> bool:
        return self._path(name).exists()

    def delete(self, key: str) -> bool:
        with _failures_named():
            try:
                self._path(key).unlink()
            except FileNotFoundError:
                return False
            _sync_folder(self._folder)
            return True

    def stored(self) -> Iterator[Stored]:
        if not self._folder.exists():
            return
        with os.scandir(self._folder) as entries:
            for entry in entries:
                name = entry.name.removesuffix(_PENDING)
                if not NAME.fullmatch(name):
                    continue
                try:
                    modified_at = datetime.fromtimestamp(entry.stat().st_mtime, UTC)
                except FileNotFoundError:  # finished or deleted meanwhile
                    continue
                yield Stored(entry.name, name if name == entry.name else None, modified_at)

    def owner(self) -> str | None:
        with _failures_named():
            try:
                found = (self._folder / OWNER).read_bytes()
            except FileNotFoundError:
                return None
        return found.decode("utf-8", "replace").strip()

    def claim(self, owner: str) -> bool:
        with _failures_named():
            self._prepare()
            return newfile.write_new(self._folder / OWNER, f"{owner}\n".encode())

    def _path(self, key: str) -> Path:
        # A name comes from a database row: whoever edits rows must not reach other files.
        if not NAME.fullmatch(key.removesuffix(_PENDING)):
            raise StoreUnusable(problem="a row names an object that cannot be in it")
        return self._folder / key

    def _prepare(self) -> None:
        if not self._folder.exists():
            self._folder.mkdir(mode=0o700, exist_ok=True)
            _sync_folder(self._folder.parent)


def _write_durably(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _failures_named() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull from error
        raise StoreUnusable(problem=error.strerror or type(error).__name__) from error
