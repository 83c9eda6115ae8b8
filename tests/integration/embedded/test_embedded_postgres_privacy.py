"""Nobody else gets in, nothing listens on the network, and the log keeps what it hears."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

import tutela
from tutela.platform.database.embedded import EmbeddedServer, logfile

if TYPE_CHECKING:
    from tests.integration.embedded.conftest import Home

CANARY = "canary-8c1f"
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
# Everything is loaded before the user changes, who may not be able to read this interpreter.
# The kernel vouches for the effective user (unix(7), SO_PEERCRED).
STRANGERS = """
import os, sys, psycopg
os.setgroups([])
for uid in map(int, sys.argv[2:]):
    os.seteuid(uid)
    for role in ("tutela_admin", "tutela_owner", "tutela_app"):
        try:
            psycopg.connect(host=sys.argv[1], port=5432, user=role, dbname="tutela").close()
        except psycopg.OperationalError as error:
            print(uid, str(error).replace(os.linesep, " "))
        else:
            print(uid, "connected")
    os.seteuid(0)
"""
USE = """
import sys
from contextlib import closing
from pathlib import Path
from tutela.platform.database.embedded import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]), options={"fsync": "off"})
try:
    server.acquire()
except Exception as error:
    sys.exit(f"{type(error).__name__}: {error}")
import psycopg
with psycopg.connect(server.conninfo("tutela_app", "tutela")) as connection:
    print(connection.execute("SELECT current_user").fetchone()[0])
"""


def connect_as(server: EmbeddedServer, *uids: int) -> list[str]:
    """What happens to each of these users who connects as each of the three roles."""
    command = [sys.executable, "-c", STRANGERS, str(server.socket_folder), *map(str, uids)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


@as_root
def test_the_folders_keep_other_users_out(settled: Home) -> None:
    server = settled.server()
    assert all("Permission denied" in told for told in connect_as(server, 12345))


@as_root
def test_peer_authentication_refuses_other_users_even_with_all_folders_open(home: Home) -> None:
    server = home.running()
    for path in (home.folder.parent, home.folder, server.socket_folder):
        path.chmod(0o755)
    (server.socket_folder / ".s.PGSQL.5432").chmod(0o777)
    strangers = connect_as(server, 12345, 65534, 1)
    assert len(strangers) == 9
    assert [told for told in strangers if "Peer authentication failed" not in told] == []
    assert connect_as(server, 0) == ["0 connected"] * 3


def test_a_user_the_map_does_not_name_is_refused(home: Home) -> None:
    home.running()
    (home.folder / "data" / "pg_ident.conf").write_text("tutela somebody_else tutela_app\n")
    home.query("SELECT pg_reload_conf()", "tutela_admin")

    def refused() -> bool:
        try:
            home.query("SELECT 1", "tutela_app")
        except psycopg.OperationalError as error:
            return "Peer authentication failed" in str(error)
        return False

    home.eventually(refused, "the new map")


@as_root
def test_without_user_namespaces_root_runs_it_as_nobody(cold: Home, short: Path) -> None:
    folder = short / "tools"
    folder.mkdir()
    (folder / "setpriv").symlink_to(str(shutil.which("setpriv")))
    command = [sys.executable, "-c", USE, str(cold.folder)]
    environment = {**os.environ, "PATH": str(folder)}
    closed = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert closed.stderr.startswith("UserImpossible: PostgreSQL refuses to run as root")
    assert "TUTELA_DATABASE_URL" in closed.stderr
    short.chmod(0o711)
    opened = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (opened.stdout, opened.stderr) == ("tutela_app\n", "")
    assert (cold.folder / "data").owner() == "nobody"
    assert EmbeddedServer(cold.folder).stop()
    cold.running()
    assert (cold.folder / "data").owner() == "root"


def test_nothing_is_imported_from_the_folder_it_is_started_in(cold: Home, short: Path) -> None:
    (short / "select.py").write_text("raise SystemExit('imported')")
    ran = subprocess.run(
        [sys.executable, "-P", "-c", USE, str(cold.folder)],
        cwd=short,
        env={**os.environ, "PYTHONPATH": str(Path(tutela.__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.stdout, ran.stderr) == ("tutela_app\n", "")


def test_no_process_of_the_server_has_a_network_socket(settled: Home) -> None:
    listening = set()
    for table in ("tcp", "tcp6", "udp", "udp6"):
        file = Path("/proc/net", table)
        rows = file.read_text().splitlines()[1:] if file.exists() else []
        listening |= {f"socket:[{row.split()[9]}]" for row in rows}
    held = {
        str(descriptor.readlink())
        for pid in settled.processes("-D")
        for descriptor in Path(f"/proc/{pid}/fd").iterdir()
    }
    assert any(link.startswith("socket:") for link in held)
    assert not held & listening


def test_settings_that_keep_it_private_cannot_be_changed(home: Home) -> None:
    options = {"fsync": "off", "listen_addresses": "*", "log_statement": "all", "work_mem": "5MB"}
    server = EmbeddedServer(home.folder, options=options)
    server.acquire()
    home.servers.append(server)
    assert home.query("SHOW listen_addresses") == [("",)]
    assert home.query("SHOW log_statement") == [("none",)]
    assert home.query("SHOW work_mem") == [("5MB",)]


def test_the_environment_of_its_starter_does_not_reach_the_server(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    for setting in ("PGDATA=/nowhere", "PGPORT=1", "LC_ALL=xx", "TZ=Asia/Tokyo"):
        monkeypatch.setenv(*setting.split("="))
    home.running()
    assert home.query("SHOW timezone") == [("UTC",)]


def test_the_log_holds_no_value_of_a_failed_statement(home: Home) -> None:
    server = home.running()
    home.query("CREATE UNIQUE INDEX ON kept (word)")
    address = server.conninfo("tutela_owner", "tutela")
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in ("SELECT %s::uuid", "INSERT INTO kept VALUES (%s), (%s)"):
            with pytest.raises(psycopg.Error):
                connection.execute(statement.encode(), [CANARY] * statement.count("%s"))
        connection.execute(f"DO $$ BEGIN RAISE WARNING '{CANARY}'; END $$".encode())
    assert CANARY not in (home.folder / "log").read_text()


def test_the_log_of_a_crash_tells_it_without_the_statement(home: Home) -> None:
    server = home.running()
    with closing(psycopg.connect(server.conninfo("tutela_owner", "tutela"))) as connection:
        connection.pgconn.send_query(f"SELECT pg_sleep(60), '{CANARY}'".encode())
        active = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
        home.eventually(lambda: home.query(active, "tutela_admin") == [(1,)], "the statement")
        home.kill(connection.info.backend_pid)
        home.eventually(lambda: "signal 9" in (home.folder / "log").read_text(), "the crash")
    server.acquire()
    assert CANARY not in (home.folder / "log").read_text()


def test_the_log_is_bounded(short: Path) -> None:
    log = short / "log"
    log.write_bytes(b"x" * (logfile.LIMIT + 1))
    logfile.bound(log)
    assert logfile.size(log) == 0
    assert logfile.size(short / "log.1") == logfile.LIMIT + 1
