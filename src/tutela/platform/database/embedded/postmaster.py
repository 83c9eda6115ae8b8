"""What PostgreSQL says about itself in `postmaster.pid` (miscadmin.h, LOCK_FILE_LINE_*)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutela.platform.database.embedded.layout import Layout

STATUS_LINE = 7


@dataclass(frozen=True)
class Postmaster:
    """The main process: its number, and "starting", "ready", "stopping" or nothing yet."""

    pid: int
    status: str


def read(layout: Layout) -> Postmaster | None:
    """What the file says, which a crash may have left behind; None if there is none."""
    lines = _lines(_pid_file(layout))
    if not (lines and lines[0].isdigit()):
        return None
    return Postmaster(int(lines[0]), "".join(lines[STATUS_LINE : STATUS_LINE + 1]).strip())


def forget_strangers(layout: Layout) -> None:
    """Removes lock files that name a process which is alive but is something else.

    PostgreSQL would take the stranger for a second server and refuse to start for ever, as
    happens when a container's process numbers repeat. Only for the holder of `running`, and
    only where /proc proves it; a server started by hand on this folder keeps its file.
    """
    for lock in (_pid_file(layout), layout.socket.with_name(f"{layout.socket.name}.lock")):
        lines = _lines(lock)
        if lines and lines[0].isdigit() and _is_stranger(int(lines[0]), layout.data):
            lock.unlink(missing_ok=True)


def _is_stranger(pid: int, data: Path) -> bool:
    """Whether the living process `pid` works elsewhere. Every server process works in its data."""
    try:
        os.kill(pid, 0)
        folder = Path(f"/proc/{pid}/cwd").readlink()
    except FileNotFoundError:
        return Path(f"/proc/{pid}").exists()  # A zombie has no folder.
    except OSError:
        return False
    return folder != data


def _pid_file(layout: Layout) -> Path:
    return layout.data / "postmaster.pid"


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(errors="replace").splitlines()
    except OSError:
        return []
