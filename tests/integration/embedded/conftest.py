"""Homes of embedded servers in short private folders, and processes that use them."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from tutela.platform.database.embedded import EmbeddedServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FAST = {"fsync": "off"}
DEADLINE = 30.0
MEMORY = Path("/dev/shm")
ENOUGH = 4 * 1024**3  # bytes; a home takes about 50 MB
USER = """
import sys
from pathlib import Path
from tutela.platform.database.embedded import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]), options={"fsync": "off"})
server.acquire()
print(server.status()["pid"], flush=True)
sys.stdin.read()
"""


@dataclass
class Home:
    """One database folder, and whatever a test started over it."""

    folder: Path
    servers: list[EmbeddedServer] = field(default_factory=list)
    users: list[subprocess.Popen[str]] = field(default_factory=list)

    def server(self) -> EmbeddedServer:
        made = EmbeddedServer(self.folder, options=FAST, patience=DEADLINE)
        self.servers.append(made)
        return made

    def running(self) -> EmbeddedServer:
        made = self.server()
        made.acquire()
        return made

    def user(self) -> subprocess.Popen[str]:
        """Another process of the node. It prints the server's number once it has it."""
        made = subprocess.Popen(
            [sys.executable, "-c", USER, self.folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.users.append(made)
        return made

    def query(self, statement: str, role: str = "tutela_owner") -> list[tuple[Any, ...]]:
        """What `statement` answers in the node's database, as `role`."""
        address = EmbeddedServer(self.folder).conninfo(role, "tutela")
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def keep(self, word: str) -> None:
        """Commits `word` to the table that `finished` data has."""
        address = EmbeddedServer(self.folder).conninfo("tutela_owner", "tutela")
        with psycopg.connect(address) as connection:
            connection.execute("INSERT INTO kept VALUES (%s)", [word])

    def processes(self, word: str = "") -> list[int]:
        """The processes whose command line names this folder, and `word`."""
        found = []
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError):
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ")
                if os.fsencode(self.folder) in line and word.encode() in line:
                    found.append(int(entry.name))
        return found

    def kill(self, pid: object, number: int = signal.SIGKILL) -> None:
        assert isinstance(pid, int)
        os.kill(pid, number)

    def eventually(self, holds: Callable[[], bool], what: str) -> None:
        """Polls until `holds()`, and fails after the deadline."""
        until = time.monotonic() + DEADLINE
        while not holds():
            assert time.monotonic() < until, f"not in time: {what}"
            time.sleep(0.03)

    def is_quiet(self) -> bool:
        """Whether no process of this home is left."""
        return not self.processes()

    def close(self) -> None:
        for user in self.users:
            user.kill()
            user.communicate()
        for server in self.servers:
            server.release()
        if self.folder.is_dir():
            assert EmbeddedServer(self.folder, patience=DEADLINE).stop()
        self.eventually(self.is_quiet, "the end of the server's processes")


def private_folder() -> Path:
    """A folder whose path is short enough for a socket; in memory where there is enough."""
    in_memory = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH
    return Path(tempfile.mkdtemp(prefix="tp-", dir=MEMORY if in_memory else None))


@pytest.fixture
def short() -> Iterator[Path]:
    folder = private_folder()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def cold(short: Path) -> Iterator[Home]:
    """A home with nothing in it yet."""
    home = Home(short / "postgres")
    yield home
    home.close()


@pytest.fixture(scope="session")
def finished() -> Iterator[Path]:
    """A stopped database folder with finished data: the table `kept` holds the word committed."""
    folder = private_folder()
    home = Home(folder / "postgres")
    home.running()
    home.query("CREATE TABLE kept AS SELECT 'committed' AS word")
    home.close()
    yield home.folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def settled(finished: Path) -> Iterator[Home]:
    """A running home, for tests that leave it as it was."""
    folder = private_folder()
    home = Home(folder / "postgres")
    shutil.copytree(finished, home.folder, ignore=shutil.ignore_patterns("socket"))
    home.running()
    yield home
    home.close()
    shutil.rmtree(folder)


@pytest.fixture
def home(cold: Home, finished: Path) -> Home:
    """A home that ran before and is stopped."""
    shutil.copytree(finished, cold.folder, ignore=shutil.ignore_patterns("socket"))
    cold.folder.chmod(0o700)
    return cold
