"""Counts of clear items: batched, kept while the database is away, lost only for a moment."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from tests.world import FORUM, MESSAGES, UPLOADS, picture

from tutela.detection import store
from tutela.detection.counters import Counters
from tutela.detection.model import Incoming, Reason, Verdict, VerdictKind
from tutela.platform.errors import DatabaseAway

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from tests.world import World

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

CLEAR = Verdict(VerdictKind.CLEAR)
HERE = Incoming(FORUM, UPLOADS)


def counted(world: World) -> dict[tuple[str, str, str], tuple[int, int]]:
    with world.node.read() as connection:
        return {
            (row.surface, row.verdict, row.reason): (row.item_count, row.byte_count)
            for row in store.counts(connection)
        }


def test_every_verdict_is_counted_with_its_bytes(live: World) -> None:
    live.scan(picture(1))
    live.scan(picture(2))
    live.scan(picture(3))
    live.scan(b"words", surface=MESSAGES)
    live.program.counters.flush()
    assert counted(live) == {
        (UPLOADS, "held", ""): (1, len(picture(1))),
        (UPLOADS, "clear", ""): (2, len(picture(2)) + len(picture(3))),
        (MESSAGES, "unscanned", Reason.UNSUPPORTED_FORMAT.value): (1, 5),
    }


def test_what_may_not_be_scanned_is_counted_too(world: World) -> None:
    world.scan(picture(1))
    world.program.counters.flush()
    assert counted(world) == {(UPLOADS, "unscanned", "no legal basis"): (1, len(picture(1)))}


def test_batches_add_up_and_an_empty_one_writes_nothing(live: World) -> None:
    counters = live.program.counters
    for number in (3, 4):
        for _ in range(number):
            counters.add(HERE, CLEAR, 10)
        assert counters.flush() == number
    assert counters.flush() == 0
    assert counted(live) == {(UPLOADS, "clear", ""): (7, 70)}


def test_two_processes_count_into_the_same_row(live: World) -> None:
    other = Counters(live.node)
    for one in (live.program.counters, other):
        one.add(HERE, CLEAR, 1)
        one.flush()
    assert counted(live) == {(UPLOADS, "clear", ""): (2, 2)}


def test_days_are_counted_apart_by_the_nodes_clock(live: World, clock: ManualClock) -> None:
    live.program.counters.add(HERE, CLEAR, 1)
    clock.advance(timedelta(days=1))
    live.program.counters.add(HERE, CLEAR, 1)
    live.program.counters.flush()
    with live.node.read() as connection:
        assert len(store.counts(connection)) == 2


def test_many_threads_lose_no_count(live: World) -> None:
    def count() -> None:
        for _ in range(200):
            live.program.counters.add(HERE, CLEAR, 1)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for one in threads:
        one.start()
    flushed = live.program.counters.flush()
    for one in threads:
        one.join()
    assert flushed + live.program.counters.flush() == 800
    assert counted(live) == {(UPLOADS, "clear", ""): (800, 800)}


@pytest.fixture
def locked_out(live: World, admin_connection: Connection) -> Connection:
    """The application's role may not write counters for a while."""
    admin_connection.execute(text("REVOKE INSERT ON tutela.counter FROM tutela_app"))
    return admin_connection


def test_what_cannot_be_written_now_is_kept_for_the_next_time(
    live: World, locked_out: Connection
) -> None:
    counters = live.program.counters
    counters.add(HERE, CLEAR, 7)
    counters.add(HERE, Verdict(VerdictKind.CLEAR), 0)
    with pytest.raises(Exception, match="permission denied"):
        counters.flush()
    counters.add(HERE, CLEAR, 1)
    locked_out.execute(text("GRANT INSERT ON tutela.counter TO tutela_app"))
    assert counters.flush() == 3
    assert counted(live) == {(UPLOADS, "clear", ""): (3, 8)}


class Away(Counters):
    """Counters whose database is away until it is let back."""

    away = True

    def _write(self, *counts: object) -> None:
        if self.away:
            raise DatabaseAway
        super()._write(*counts)  # type: ignore[arg-type]


def test_the_loop_goes_on_while_the_database_is_away_and_flushes_at_its_end(
    live: World,
) -> None:
    node = fast(live.node)
    counters, stop = Away(node), threading.Event()
    counters.add(HERE, CLEAR, 1)
    thread = threading.Thread(target=counters.run, args=(stop,))
    thread.start()
    counters.add(HERE, CLEAR, 1)
    counters.away = False
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    assert counted(live) == {(UPLOADS, "clear", ""): (2, 2)}


def test_at_most_the_counts_of_one_interval_are_in_memory(live: World) -> None:
    """What a crash would lose: the loop writes them without being told to stop."""
    counters, stop = Counters(fast(live.node)), threading.Event()
    thread = threading.Thread(target=counters.run, args=(stop,))
    counters.add(HERE, CLEAR, 1)
    thread.start()
    try:
        for _ in range(500):
            if counted(live):
                break
            stop.wait(0.01)
        assert counted(live) == {(UPLOADS, "clear", ""): (1, 1)}
    finally:
        stop.set()
        thread.join(10)


def fast(node: Node) -> Node:
    from dataclasses import replace  # noqa: PLC0415

    settings = node.settings.model_copy(update={"counter_seconds": 0.02})
    return replace(node, settings=settings)
