"""A PostgreSQL of a test's own, to be killed without harming others."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tutela.platform.database import migrate
from tutela.platform.database.address import APP_ROLE, OWNER_ROLE
from tutela.platform.database.embedded import EmbeddedServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MEMORY = Path("/dev/shm")
DATABASE = "tutela"
PATIENCE = 60.0
T = TypeVar("T")


def private_folder() -> Path:
    """A folder whose path is short enough for a socket; in memory where that can be."""
    in_memory = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 4 * 1024**3
    return Path(tempfile.mkdtemp(prefix="tt-", dir=MEMORY if in_memory else None))


def eventually(holds: Callable[[], T], what: str, seconds: float = PATIENCE) -> T:
    """Polls until `holds()`, returns what it then was, and fails after the deadline."""
    until = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < until, f"not in time: {what}"
        time.sleep(0.02)
    return found


class OwnServer(EmbeddedServer):
    """An embedded server with our tables, which can be taken away."""

    def kill(self) -> None:
        """Kills the server and its supervisor, which this test started, and nothing else."""
        found = self.status()
        for name in ("supervisor", "pid"):
            pid = found[name]
            if isinstance(pid, int):
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
        eventually(lambda: not self.status()["running"], "the end of the killed server")


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """A running server whose database has all tables."""
    folder = private_folder()
    server = OwnServer(folder / "postgres", options={"fsync": "off"}, patience=PATIENCE)
    try:
        server.acquire()
        migrate.upgrade(server.dsn(OWNER_ROLE, DATABASE), APP_ROLE)
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)
