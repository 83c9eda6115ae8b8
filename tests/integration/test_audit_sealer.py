"""Sealing on a real database: places, checkpoints, the witness, and what disturbs them."""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy.exc
from sqlalchemy import Connection, select, text

from tutela.platform.actor import NODE, ActorKind, operator
from tutela.platform.audit import sealer, store
from tutela.platform.audit.errors import FactUnrecordable, LogBroken, WitnessAhead, WitnessAway
from tutela.platform.audit.model import Event
from tutela.platform.audit.note import open_checkpoint
from tutela.platform.audit.own import log_key, witness_of
from tutela.platform.audit.sealer import Sealer, seal_once, show
from tutela.platform.audit.service import new_epoch, verify
from tutela.platform.audit.tables import audit_event, audit_leaf, audit_pending
from tutela.platform.clock import ManualClock
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.node import Node

AUDITOR = operator("auditor")


@pytest.fixture
def owner(admin_connection: Connection) -> Connection:
    """The tables' owner, who may do what the application may not."""
    admin_connection.execute(text("SET search_path = tutela"))
    return admin_connection


def record(node: Node, count: int, **facts: Any) -> None:
    """Records `count` events, each in its own instant."""
    with node.work(NODE, "a test") as work:
        for number in range(count):
            work.now += timedelta(microseconds=1)
            work.record(Event.CASE_OPEN, subject=("case", number), service_id=NODE_SERVICE, **facts)


def count(node: Node, table: Any) -> int:
    with node.read() as connection:
        return len(connection.execute(select(table)).all())


def test_a_recorded_event_waits_for_its_place_and_gets_it(node: Node) -> None:
    record(node, 3)
    assert count(node, audit_pending) == 3
    assert seal_once(node) == 3
    assert (count(node, audit_pending), count(node, audit_leaf)) == (0, 3)
    assert seal_once(node) == 0


def test_an_event_of_a_move_that_failed_is_not_recorded(node: Node) -> None:
    def fail() -> None:
        with node.work(NODE, "a test") as work:
            work.record(Event.CASE_OPEN, subject=("case", 1), service_id=NODE_SERVICE)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (count(node, audit_event), count(node, audit_pending)) == (0, 0)


def test_a_fact_that_cannot_be_recorded_stops_the_move(node: Node) -> None:
    with pytest.raises(FactUnrecordable):
        record(node, 1, much=2**60)
    assert count(node, audit_event) == 0


def test_facts_come_back_from_the_database_as_they_were_hashed(node: Node) -> None:
    record(node, 1, share=0.1, tiny=5e-324, whole=3.0, large=2.0**53 - 1, minus=-0.0, many=[1, "é"])
    record(node, 1, at=node.clock.now(), id=node.ids.new(), none=None, deep={"a": {"b": True}})
    seal_once(node)
    assert verify(node, AUDITOR).is_clean


def test_places_follow_time_and_then_identity(node: Node) -> None:
    record(node, 20)
    seal_once(node)
    with node.read() as connection:
        events = [row.event for row in store.leaves(connection)]
    assert [event.subject_id for event in events if event] == [str(n) for n in range(20)]


def test_the_checkpoint_is_signed_and_shown(node: Node, clock: ManualClock) -> None:
    record(node, 2)
    seal_once(node)
    clock.advance(timedelta(hours=1))
    record(node, 3)
    seal_once(node)
    with node.read() as connection:
        rows = store.last_checkpoints(connection, 10)
    last = open_checkpoint(rows[0].note, log_key(node))
    assert (last.number, last.size, last.epoch, last.at) == (2, 5, 1, clock.now())
    assert [seen.note for seen in witness_of(node).notes()] == [row.note for row in rows[::-1]]
    assert node.settings.home not in witness_of(node).path.parents


def test_a_large_backlog_is_sealed_in_batches(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealer, "BATCH", 4)
    record(node, 10)
    assert [seal_once(node) for _ in range(4)] == [4, 4, 2, 0]
    assert verify(node, AUDITOR).is_clean


def test_two_sealers_at_once_are_harmless(node: Node) -> None:
    def work(_: int) -> int:
        record(node, 5)
        return seal_once(node)

    with ThreadPoolExecutor(6) as pool:
        sealed = sum(pool.map(work, range(12)))
    assert sealed + seal_once(node) == 60
    report = verify(node, AUDITOR)
    assert report.is_clean
    assert (report.size, report.unwitnessed) == (60, 0)


def test_what_a_crash_kept_from_the_witness_is_shown_next_time(node: Node) -> None:
    witness = witness_of(node)
    for _ in range(3):
        record(node, 1)
        seal_once(node)
    os.truncate(witness.path, witness.size() - 500)
    assert verify(node, AUDITOR).unwitnessed == 2
    assert show(node) == 2
    assert show(node) == 0
    report = verify(node, AUDITOR)
    assert report.unwitnessed == 0
    assert report.is_intact


def test_a_witness_out_of_reach_stops_no_sealing(node: Node) -> None:
    folder = node.settings.witness_path.parent
    folder.write_text("in the way")
    record(node, 2)
    with pytest.raises(WitnessAway):
        seal_once(node)
    assert count(node, audit_leaf) == 2
    report = verify(node, AUDITOR)
    assert report.unwitnessed == 2
    folder.unlink()
    assert seal_once(node) == 0
    assert verify(node, AUDITOR).unwitnessed == 0


def test_an_event_that_waits_though_it_was_sealed_is_not_sealed_twice(node: Node) -> None:
    record(node, 2)
    seal_once(node)
    with node.work(NODE, "a test") as work:
        again = text("INSERT INTO audit_pending SELECT service_id, event_id FROM audit_leaf")
        work.connection.execute(again)
    record(node, 1)
    assert seal_once(node) == 1
    assert verify(node, AUDITOR).is_clean


def test_a_poisoned_event_does_not_hold_up_the_others(node: Node, owner: Connection) -> None:
    record(node, 3)
    owner.execute(text("UPDATE audit_event SET facts = '{\"n\": 1e30}' WHERE subject_id = '1'"))
    assert seal_once(node) == 2
    report = verify(node, AUDITOR)
    assert (report.size, report.pending) == (2, 1)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_leaf SET leaf_hash = sha256('x') WHERE position = 3",
        "DELETE FROM audit_leaf WHERE position = 3",
        "DELETE FROM audit_checkpoint WHERE number = 2",
        "DELETE FROM audit_checkpoint",
        "UPDATE audit_checkpoint SET frontier = 'x' WHERE number = 2",
        "UPDATE audit_checkpoint SET note = replace(note, 'n 2', 'n 3') WHERE number = 2",
        "UPDATE audit_checkpoint SET number = 5 WHERE number = 2",
        "UPDATE audit_leaf SET leaf_hash = '' WHERE position = 3",
    ],
)
def test_nothing_is_signed_on_top_of_a_broken_log(
    node: Node, owner: Connection, tampering: str
) -> None:
    for _ in range(2):
        record(node, 2)
        seal_once(node)
    owner.execute(text(tampering))
    record(node, 1)
    with pytest.raises(LogBroken):
        seal_once(node)
    assert count(node, audit_pending) == 1


def cut_back(connection: Connection, size: int) -> None:
    """Makes the database an older copy of itself."""
    connection.execute(text(f"DELETE FROM audit_checkpoint WHERE size > {size}"))
    connection.execute(text(f"DELETE FROM audit_leaf WHERE position >= {size}"))
    connection.execute(
        text("DELETE FROM audit_event WHERE id NOT IN (SELECT event_id FROM audit_leaf)")
    )


def test_an_older_copy_seals_nothing_until_it_says_it_was_restored(
    node: Node, owner: Connection
) -> None:
    for _ in range(3):
        record(node, 2)
        seal_once(node)
    cut_back(owner, 2)
    record(node, 1)
    with pytest.raises(WitnessAhead):
        seal_once(node)
    with pytest.raises(WitnessAhead):
        show(node)
    assert count(node, audit_pending) == 1
    with node.work(AUDITOR, "restore from a backup") as work:
        assert new_epoch(work, "the disk broke") == 2
    assert seal_once(node) == 2
    report = verify(node, AUDITOR)
    assert [(each.kind, each.place) for each in report.findings] == [
        ("lost-by-restore", "rows 2-5 of epoch 1")
    ]
    assert (report.is_intact, report.unwitnessed) == (True, 0)


def test_a_node_restored_twice_from_the_same_backup_gets_a_new_epoch_each_time(
    node: Node, owner: Connection
) -> None:
    for _ in range(2):
        record(node, 2)
        seal_once(node)
    for epoch in (2, 3):
        cut_back(owner, 2)
        with node.work(AUDITOR, "restore from a backup") as work:
            assert new_epoch(work) == epoch
        seal_once(node)
    report = verify(node, AUDITOR)
    assert [(each.kind, each.place) for each in report.findings] == [
        ("lost-by-restore", "rows 2-3 of epoch 1"),
        ("lost-by-restore", "row 2 of epoch 2"),
    ]
    assert report.is_intact


@contextmanager
def running(node: Node) -> Iterator[None]:
    """A sealer at work in a thread."""
    stop = threading.Event()
    thread = threading.Thread(target=Sealer(node, pause=0.01).run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def wait_until(condition: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(3000):
        if condition():
            return
        pause.wait(0.01)
    raise AssertionError("it did not come true")


def test_the_sealer_seals_while_it_runs_and_once_more_at_the_end(node: Node) -> None:
    record(node, 3)
    with running(node):
        wait_until(lambda: count(node, audit_leaf) == 3)
    record(node, 2)
    stop = threading.Event()
    stop.set()
    Sealer(node).run(stop)
    assert count(node, audit_leaf) == 5


def test_the_sealer_survives_the_database_going_away(node: Node, owner: Connection) -> None:
    def rows() -> int:
        return int(owner.execute(text("SELECT count(*) FROM audit_leaf")).scalar_one())

    def cut_connections() -> None:
        with node.read() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
                    "usename = current_user AND datname = current_database() "
                    "AND pid <> pg_backend_pid()"
                )
            )

    with running(node):
        for number in range(1, 4):
            record(node, 1)
            wait_until(lambda number=number: rows() == number)  # type: ignore[misc]
            cut_connections()


def test_the_application_cannot_change_what_was_recorded(node: Node) -> None:
    record(node, 1)
    seal_once(node)
    for table in ("audit_event", "audit_leaf", "audit_checkpoint"):
        for change in (f"DELETE FROM {table}", f"UPDATE {table} SET service_id = 'x'"):
            with (
                pytest.raises(sqlalchemy.exc.ProgrammingError, match="permission denied"),
                node.transaction() as connection,
            ):
                connection.execute(text(change))


def test_the_actor_of_an_event_is_the_one_who_worked(node: Node) -> None:
    with node.work(AUDITOR, "look around") as work:
        work.record(Event.CASE_VIEW, subject=("case", 1), service_id=NODE_SERVICE, reason="why")
    with node.read() as connection:
        [event] = store.waiting(connection, 10)
    assert (event.actor_kind, event.actor_id) == (ActorKind.OPERATOR, "os:auditor")
    assert (event.purpose, event.reason) == ("look around", "why")
