"""A private folder on the home's own disk, gone afterwards, also after a crash."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX = ".backup-"


@contextmanager
def scratch(parent: Path) -> Iterator[Path]:
    """The folder (0700). Those that a killed process left are removed: they hold keys and rows."""
    _sweep(parent)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(descriptor)


def _sweep(parent: Path) -> None:
    for one in parent.glob(f"{PREFIX}*"):
        descriptor = os.open(one, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue  # another backup is under way
        else:
            shutil.rmtree(one, ignore_errors=True)
        finally:
            os.close(descriptor)
