"""The embedded server starts when it is needed, is shared, and stops after the last user."""

from __future__ import annotations

import shutil
import signal
import stat
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import NullPool, create_engine, text

from tutela.platform.database.embedded import EmbeddedServer, locks

if TYPE_CHECKING:
    from tests.integration.embedded.conftest import Home

KEPT = [("committed",)]


def test_a_cold_start_makes_the_database_and_its_roles(cold: Home) -> None:
    cold.running()
    roles = cold.query(
        "SELECT rolname, rolsuper FROM pg_roles WHERE rolname ~ '^tutela' ORDER BY 1"
    )
    assert roles == [("tutela_admin", True), ("tutela_app", False), ("tutela_owner", False)]
    assert cold.query("SELECT current_user, current_database()", "tutela_app") == [
        ("tutela_app", "tutela")
    ]
    assert cold.query("SHOW data_checksums") == [("on",)]
    assert (
        cold.query("SELECT datlocprovider::text, datlocale FROM pg_database")
        == [("b", "C.UTF-8")] * 4
    )


def test_the_application_can_make_neither_tables_nor_databases_nor_roles(settled: Home) -> None:
    for statement in (
        "CREATE TABLE public.mine ()",
        "CREATE TEMPORARY TABLE mine ()",
        "CREATE SCHEMA mine",
        "CREATE DATABASE mine",
        "CREATE ROLE mine",
        "SET ROLE tutela_owner",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            settled.query(statement, "tutela_app")


def test_a_warm_start_finds_what_was_committed(home: Home) -> None:
    home.running()
    assert home.query("SELECT word FROM kept") == KEPT


def test_several_processes_share_one_server_which_stops_after_the_last(home: Home) -> None:
    server = home.running()
    pid = server.status()["pid"]
    user = home.user()
    assert user.stdout is not None
    assert int(user.stdout.readline()) == pid
    server.release()
    assert home.query("SELECT word FROM kept") == KEPT
    user.kill()
    user.wait()
    home.eventually(home.is_quiet, "the server stops")
    assert not (home.folder / "data" / "postmaster.pid").exists()
    assert server.status()["running"] is False


def test_four_simultaneous_cold_starts_make_one_server(cold: Home) -> None:
    users = [cold.user() for _ in range(4)]
    pids = {user.stdout.readline().strip() for user in users if user.stdout}
    assert len(pids) == 1
    assert pids.pop().isdigit()


def test_acquiring_while_the_server_stops_waits_and_starts_it_again(home: Home) -> None:
    server = home.running()
    first = server.status()["pid"]
    server.release()
    home.kill(first, signal.SIGSTOP)
    home.kill(server.status()["supervisor"], signal.SIGTERM)
    home.eventually(lambda: locks.is_held(home.folder / "users"), "the server is stopping")
    user = home.user()
    home.kill(first, signal.SIGCONT)
    assert user.stdout is not None
    assert int(user.stdout.readline()) != first
    assert home.query("SELECT word FROM kept") == KEPT


def test_stopping_is_refused_while_another_process_uses_the_server(home: Home) -> None:
    first, second = home.running(), home.running()
    assert first.stop() is False
    assert home.query("SELECT word FROM kept") == KEPT
    assert second.stop() is True
    assert home.processes("-D") == []


def test_a_request_to_end_the_supervisor_waits_for_its_users(home: Home) -> None:
    server = home.running()
    home.kill(server.status()["supervisor"], signal.SIGTERM)
    server.acquire()
    assert home.query("SELECT word FROM kept") == KEPT
    server.release()
    home.eventually(home.is_quiet, "the server stops")


def test_a_server_whose_folder_was_removed_does_not_disturb_its_successor(
    home: Home, finished: Path
) -> None:
    old = home.running()
    pid = old.status()["pid"]
    shutil.rmtree(home.folder, ignore_errors=True)
    shutil.rmtree(home.folder, ignore_errors=True)
    shutil.copytree(finished, home.folder, ignore=shutil.ignore_patterns("socket"))
    new = home.running()
    assert new.status()["pid"] != pid
    home.eventually(lambda: not Path(f"/proc/{pid}/cwd").exists(), "the old server ends")
    assert home.query("SELECT word FROM kept") == KEPT
    old.acquire()
    new.release()
    assert home.query("SELECT word FROM kept") == KEPT


@pytest.mark.parametrize(
    "name", ["with a space", "éß-雪", "per%cent+and:colon", "a,comma", "quote'\"s", "n" * 120]
)
def test_any_folder_name_works(short: Path, finished: Path, name: str) -> None:
    folder = short / name / "postgres"
    shutil.copytree(finished, folder, ignore=shutil.ignore_patterns("socket"))
    server = EmbeddedServer(folder, options={"fsync": "off"})
    server.acquire()
    engine = create_engine(server.dsn("tutela_owner", "tutela"), poolclass=NullPool)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT word FROM kept")).all() == KEPT
    found = server.socket_folder
    assert stat.S_IMODE(found.stat().st_mode) == 0o700
    assert found.is_relative_to(folder) == (len(name) < 100 and "," not in name)
    assert server.stop()
    if not found.is_relative_to(folder):
        found.rmdir()


def test_nothing_in_the_folder_is_open_to_others(settled: Home) -> None:
    wrong = [
        (path, oct(path.lstat().st_mode))
        for path in (settled.folder, *settled.folder.rglob("*"))
        if path.lstat().st_mode & 0o077
    ]
    assert wrong == []


def test_a_folder_that_was_left_open_is_closed(home: Home) -> None:
    home.folder.chmod(0o755)
    home.running()
    assert stat.S_IMODE(home.folder.stat().st_mode) == 0o700


def test_a_database_can_be_cloned_and_dropped(settled: Home) -> None:
    server = settled.server()
    server.create_database("one")
    with psycopg.connect(server.conninfo("tutela_owner", "one")) as connection:
        connection.execute("CREATE TABLE kept (word text)")
    server.create_database("two", template="one")
    with closing(psycopg.connect(server.conninfo("tutela_app", "two"))) as connection:
        tables = connection.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'kept'")
        assert tables.fetchall() == [("tutela_owner",)]
        server.drop_database("two")
    server.drop_database("two")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(server.conninfo("tutela_app", "two"))


def test_the_wheels_programs_can_be_run_against_it(settled: Home) -> None:
    server = settled.server()
    assert server.binary("psql").is_file()
    assert server.command("pg_dump", "-Fc") == [str(server.binary("pg_dump")), "-Fc"]
    assert server.command("postgres", "--version")[-2:] == [
        str(server.binary("postgres")),
        "--version",
    ]


def test_status_tells_where_it_is_and_starts_nothing(cold: Home) -> None:
    status = cold.server().status()
    assert status["running"] is False
    assert status["pid"] is None
    assert status["supervisor"] is None
    assert status["data_folder"] == str(cold.folder / "data")
    assert str(status["version"]).startswith("18.")
    assert not cold.folder.exists()
