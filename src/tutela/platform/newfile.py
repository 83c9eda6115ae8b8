"""Files that appear whole, once, and only for their owner to read."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TEMPORARY = ".new-"  # what a crash half way leaves begins like this


def write_new(path: Path, content: bytes) -> bool:
    """Makes `path` (0600) with `content`; False, and nothing changed, if it is there already.

    It appears under its name complete and on the disk; of two writers at once one succeeds.
    """
    descriptor, name = tempfile.mkstemp(prefix=TEMPORARY, dir=path.parent)
    temporary = path.with_name(name.rpartition(os.sep)[2])
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return claim(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def claim(temporary: Path, path: Path) -> bool:
    """Gives a finished file its name; False if the name is taken."""
    try:
        # Unlike a rename, a link never replaces what came meanwhile.
        os.link(temporary, path)
    except FileExistsError:
        return False
    except OSError:
        # Some file systems have no links; there the two steps leave a moment for a second writer.
        if path.exists():
            return False
        temporary.rename(path)
    sync_folder(path.parent)
    return True


def sync_folder(folder: Path) -> None:
    """Makes a new name in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    with suppress(OSError):  # some file systems cannot, and then need not
        os.fsync(descriptor)
    os.close(descriptor)
