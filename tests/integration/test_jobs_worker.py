"""The worker: at least once, with patience, and back again when the database is."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest
from procrastinate.jobs import Job
from sqlalchemy import text
from tests.conftest import opened
from tests.ownserver import DATABASE, eventually, own_server

from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.jobs import worker
from tutela.platform.jobs.registry import Task, Tasks
from tutela.platform.jobs.worker import BackOff, Worker, requeue_stalled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import procrastinate
    from sqlalchemy import Connection

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node


@dataclass
class Done:
    """What a task did."""

    ran: list[str] = field(default_factory=list)
    failures: int = 0

    def handler(self, node: Node, *, subject_id: str) -> None:
        assert node
        self.ran.append(subject_id)
        if self.failures:
            self.failures -= 1
            raise ValueError("not yet")


@pytest.fixture
def done() -> Done:
    return Done()


@pytest.fixture
def working(node: Node, done: Done) -> Node:
    """A node with one task, which follows the event `node:serve`."""
    return with_task(node, done)


def with_task(node: Node, done: Done, **more: Any) -> Node:
    tasks = Tasks()
    tasks.add(Task("test:note", done.handler, after=frozenset({Event.NODE_SERVE}), **more))
    return replace(node, tasks=tasks)


@contextmanager
def running(node: Node, kind: type[Worker] = Worker) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=kind(node, node.tasks).run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(30)
        assert not thread.is_alive(), "the worker does not stop"


def cause(node: Node, subject: str, *, undo: bool = False) -> None:
    """An event from which a job follows; `undo` rolls it back."""
    with node.work(NODE, purpose="test") as work:
        work.record(Event.NODE_SERVE, subject=("node", subject), service_id=NODE_SERVICE)
        if undo:
            raise KeyboardInterrupt


def jobs(node: Node) -> list[tuple[str, str, int]]:
    with node.read() as connection:
        rows = connection.execute(
            text("SELECT args->>'subject_id', status, attempts FROM procrastinate_jobs ORDER BY id")
        )
        return [(row[0], str(row[1]), row[2]) for row in rows]


def test_a_job_runs_once_its_cause_is_committed_and_leaves_nothing(
    working: Node, done: Done
) -> None:
    with running(working):
        cause(working, "one")
        eventually(lambda: done.ran, "the job")
        eventually(lambda: not jobs(working), "the job's end")
    assert done.ran == ["one"]


def test_a_job_of_work_that_was_undone_does_not_exist(working: Node) -> None:
    with pytest.raises(KeyboardInterrupt):
        cause(working, "undone", undo=True)
    assert jobs(working) == []


def test_a_failing_job_is_tried_again(working: Node, done: Done) -> None:
    done.failures = 1
    with running(working):
        cause(working, "one")
        eventually(lambda: not jobs(working) and len(done.ran) == 2, "the second try")


def test_a_job_that_fails_for_good_stays_visible(node: Node, done: Done) -> None:
    done.failures = 9
    one = with_task(node, done, attempts=1)
    with running(one):
        cause(one, "hopeless")
        eventually(lambda: [job[1] for job in jobs(one)] == ["failed"], "the failure")
    assert done.ran == ["hopeless"]


def job(attempts: int) -> Job:
    return Job(
        id=1, queue="default", lock=None, queueing_lock=None, task_name="t", attempts=attempts
    )


def test_tries_come_at_growing_intervals_and_end() -> None:
    strategy, waits = BackOff(attempts=15), []
    for attempts in range(15):
        decision = strategy.get_retry_decision(exception=ValueError(), job=job(attempts))
        if decision is None:
            break
        waits.append(decision)
    assert len(waits) == 14, "fifteen runs in all"
    assert worker.LONGEST_WAIT == 3600


def left_behind(node: Node, admin: Connection, heartbeat: str) -> None:
    """A job that a worker with such a heartbeat has in hand."""
    cause(node, "one")
    admin.execute(text("SET search_path = jobs"))
    admin.execute(
        text(
            "WITH w AS (INSERT INTO procrastinate_workers (last_heartbeat) "
            f"VALUES (now() - interval '{heartbeat}') RETURNING id) "
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM w)"
        )
    )


def test_the_job_of_a_dead_worker_is_put_back(
    working: Node, done: Done, admin_connection: Connection
) -> None:
    left_behind(working, admin_connection, "1 minute")
    assert requeue_stalled(working) == 1
    assert [one[1] for one in jobs(working)] == ["todo"]
    with running(working):
        eventually(lambda: done.ran == ["one"], "the job")


def test_the_job_of_a_worker_that_is_gone_is_put_back(
    working: Node, admin_connection: Connection
) -> None:
    left_behind(working, admin_connection, "0")
    admin_connection.execute(text("DELETE FROM procrastinate_workers"))
    assert requeue_stalled(working) == 1


def test_the_job_of_a_living_worker_is_left_alone(
    working: Node, admin_connection: Connection
) -> None:
    left_behind(working, admin_connection, "1 second")
    assert requeue_stalled(working) == 0


class Fleeting(Worker):
    """A worker whose first round ends by itself, as it does after a long outage."""

    rounds = 0

    def _app(self) -> procrastinate.App:
        self.rounds += 1
        app = super()._app()
        if self.rounds == 1:
            app.run_worker_async = returned  # type: ignore[method-assign]
        return app


async def returned(**_: object) -> None:
    """What procrastinate's worker does when it gives up: it returns."""


def test_a_worker_that_ends_by_itself_is_followed_by_another(working: Node, done: Done) -> None:
    with running(working, Fleeting):
        cause(working, "one")
        eventually(lambda: done.ran == ["one"], "the job, in the second round")


def test_the_worker_comes_back_when_the_database_does(
    home_folder: Path, clock: ManualClock, done: Done
) -> None:
    with (
        own_server() as server,
        opened(server, DATABASE, home_folder, clock, demo=False) as plain,
    ):
        node = with_task(plain, done)
        with running(node):
            cause(node, "before")
            eventually(lambda: done.ran == ["before"], "the first job")
            server.kill()
            server.acquire()
            cause(node, "after")
            eventually(lambda: done.ran == ["before", "after"], "the job after the outage")
