"""Claiming an empty home for a restore, so that a killed one can be started again."""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tutela.platform import home, newfile
from tutela.platform.backup.errors import HomeTaken, RestoreRunning
from tutela.platform.database import address
from tutela.platform.database.embedded import EmbeddedServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILLING = b"database\n"


class Claim:
    """A home that is being restored. While its marker is there, nothing else opens the home."""

    def __init__(self, folder: Path, descriptor: int) -> None:
        self.folder = folder
        self._descriptor = descriptor

    @property
    def has_filled(self) -> bool:
        """Whether an earlier try began to fill the database."""
        return os.pread(self._descriptor, len(FILLING), 0) == FILLING

    def about_to_fill(self) -> None:
        """Notes, for the next try after a crash, that what is in the database is ours."""
        os.pwrite(self._descriptor, FILLING, 0)
        os.fsync(self._descriptor)

    def finish(self) -> None:
        """The home is whole, and anybody may open it."""
        (self.folder / home.UNFINISHED).unlink()
        newfile.sync_folder(self.folder)


@contextmanager
def claimed(folder: Path) -> Iterator[Claim]:
    """The home for this restore alone; what an unfinished one left in it is cleared away.

    Raises HomeTaken and RestoreRunning.
    """
    marker = folder / home.UNFINISHED
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not marker.exists() and any(folder.iterdir()):
        raise HomeTaken(home=folder)
    folder.chmod(0o700)
    descriptor = os.open(marker, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor, marker)
        _clear(folder)
        yield Claim(folder, descriptor)
    finally:
        os.close(descriptor)


def _lock(descriptor: int, marker: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise RestoreRunning(home=marker.parent) from None
    # Another restore may have finished, and removed the marker, since it was opened.
    if not marker.exists() or not os.path.samestat(marker.stat(), os.fstat(descriptor)):
        raise HomeTaken(home=marker.parent)


def _clear(folder: Path) -> None:
    if (folder / address.FOLDER).exists():
        EmbeddedServer(folder / address.FOLDER).stop()
    for one in folder.iterdir():
        if one.name != home.UNFINISHED:
            shutil.rmtree(one) if one.is_dir() else one.unlink()
