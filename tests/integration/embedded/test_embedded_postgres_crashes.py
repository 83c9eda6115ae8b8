"""Whatever is killed, at whatever moment, the next use finds everything that was committed."""

from __future__ import annotations

import os
import time
from contextlib import closing
from typing import TYPE_CHECKING

import psycopg
import pytest

from tutela.platform.database.embedded import postmaster
from tutela.platform.database.embedded.layout import Layout

if TYPE_CHECKING:
    from tests.integration.embedded.conftest import Home

KEPT = [("committed",)]


@pytest.mark.parametrize("seconds", [0.1, 0.3, 0.6])
def test_the_starter_may_be_killed_during_a_cold_start(cold: Home, seconds: float) -> None:
    starter = cold.user()
    until = time.monotonic() + seconds
    cold.eventually(lambda: time.monotonic() > until, "the moment")
    starter.kill()
    cold.running()
    assert cold.query("SELECT 1", "tutela_app") == [(1,)]


@pytest.mark.parametrize("victim", ["initdb", "supervisor", "postgres"])
def test_a_kill_while_the_data_is_made_leads_to_a_clean_start(cold: Home, victim: str) -> None:
    cold.user()
    cold.eventually((cold.folder / "unfinished" / "PG_VERSION").exists, "initdb has begun")
    for pid in cold.processes(victim):
        cold.kill(pid)
    cold.running()
    assert cold.query("SELECT 1", "tutela_app") == [(1,)]
    assert not (cold.folder / "unfinished").exists()


def test_finished_data_is_never_wiped(home: Home) -> None:
    (home.folder / "unfinished").mkdir()
    home.running()
    assert home.query("SELECT word FROM kept") == KEPT


def test_a_killed_supervisor_takes_its_server_with_it_and_both_come_back(home: Home) -> None:
    server = home.running()
    for word in ("one", "two", "three"):
        home.keep(word)
        old = server.status()
        home.kill(old["supervisor"])
        home.eventually(lambda: server.status()["supervisor"] is None, "the kill")
        server.acquire()
        assert home.query("SELECT word FROM kept")[-1] == (word,)
        assert server.status()["pid"] != old["pid"]


def test_a_killed_postmaster_is_started_again_without_being_asked(home: Home) -> None:
    server = home.running()
    for word in ("one", "two", "three"):
        home.keep(word)
        gone = {None, server.status()["pid"]}
        home.kill(server.status()["pid"])
        home.eventually(lambda gone=gone: server.status()["pid"] not in gone, "the restart")  # type: ignore[misc]
        assert home.query("SELECT word FROM kept")[-1] == (word,)


def test_a_killed_postmaster_with_a_busy_session_is_used_again_at_once(home: Home) -> None:
    server = home.running()
    with closing(psycopg.connect(server.conninfo("tutela_owner", "tutela"))) as connection:
        connection.execute("UPDATE kept SET word = 'not committed'")
        home.kill(server.status()["pid"])
        server.acquire()
        assert home.query("SELECT word FROM kept") == KEPT
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")


def test_everything_killed_at_once_comes_back(home: Home) -> None:
    server = home.running()
    home.keep("last")
    for pid in home.processes("supervisor") + home.processes("-D"):
        home.kill(pid)
    server.acquire()
    assert home.query("SELECT word FROM kept") == [*KEPT, ("last",)]


def test_a_lock_file_naming_a_living_stranger_does_not_keep_it_down(home: Home) -> None:
    (home.folder / "data" / "postmaster.pid").write_text(
        f"{os.getpid()}\n{home.folder / 'data'}\n1\n5432\n\n\n0 0\nready   \n"
    )
    home.running()
    assert home.query("SELECT word FROM kept") == KEPT


def test_the_lock_file_of_a_running_server_is_respected(home: Home) -> None:
    server = home.running()
    postmaster.forget_strangers(Layout(home.folder))
    assert server.status()["pid"] is not None
