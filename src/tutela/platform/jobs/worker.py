"""The worker: runs jobs in a thread of the serving process, and comes back when the database does.

Recovery is ours: procrastinate leaves jobs of a killed worker in the state `doing`; a periodic
task puts those without a heartbeat back.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import procrastinate
from procrastinate import retry
from sqlalchemy import text
from sqlalchemy.engine import make_url

from tutela.platform import log
from tutela.platform.database.engine import SEARCH_PATH

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from procrastinate.jobs import Job

    from tutela.platform.jobs.registry import Task, Tasks
    from tutela.platform.node import Node

CONCURRENCY = 4
HEARTBEAT_SECONDS = 5.0
STALLED_SECONDS = 20.0
POLL_SECONDS = 2.0
RECONNECT_SECONDS = 0.5
STOP_SECONDS = 0.2
LONGEST_WAIT = 3600


@dataclass(frozen=True)
class BackOff(retry.BaseRetryStrategy):
    """Twice as long after each failure, up to an hour; `attempts` runs in all."""

    attempts: int

    def get_retry_decision(
        self, *, exception: BaseException, job: Job
    ) -> retry.RetryDecision | None:
        del exception
        if job.attempts + 1 >= self.attempts:
            return None
        return retry.RetryDecision(retry_in={"seconds": min(2**job.attempts, LONGEST_WAIT)})


class Worker:
    """Runs the tasks of a node until told to stop."""

    def __init__(self, node: Node, tasks: Tasks) -> None:
        self._node = node
        self._tasks = tasks
        self._log = log.get("jobs")

    def run(self, stop: threading.Event) -> None:
        """Blocks until `stop` is set; starts over whenever the worker ends by itself."""
        while not stop.is_set():
            try:
                asyncio.run(self._until(stop))
            except Exception as error:  # noqa: BLE001 - whatever ended it, the next round may work
                self._log.warning("worker-restarts", error=type(error).__name__)
            stop.wait(RECONNECT_SECONDS)

    async def _until(self, stop: threading.Event) -> None:
        requeue_stalled(self._node)  # on our own connection, which also revives the server
        app = self._app()
        async with app.open_async():
            running = asyncio.create_task(
                app.run_worker_async(
                    concurrency=CONCURRENCY,
                    install_signal_handlers=False,
                    delete_jobs="successful",
                    fetch_job_polling_interval=POLL_SECONDS,
                    update_heartbeat_interval=HEARTBEAT_SECONDS,
                    stalled_worker_timeout=STALLED_SECONDS,
                    shutdown_graceful_timeout=10,
                )
            )
            # No thread waits for `stop`: one that outlived the worker would keep this from ending.
            while not (stop.is_set() or running.done()):
                await asyncio.wait({running}, timeout=STOP_SECONDS)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    def _app(self) -> procrastinate.App:
        url = make_url(self._node.database_url)
        conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
        connector = procrastinate.PsycopgConnector(
            conninfo=conninfo,
            kwargs={"options": f"-csearch_path={SEARCH_PATH} -ctimezone=UTC"},
            min_size=1,
            max_size=CONCURRENCY + 4,
        )
        app = procrastinate.App(connector=connector)
        for task in self._tasks.by_name.values():
            self._register(app, task)
        return app

    def _register(self, app: procrastinate.App, task: Task) -> None:
        registered = app.task(
            name=task.name, queue=task.queue, retry=BackOff(task.attempts), pass_context=False
        )(_runner(self._node, task))
        if task.every:
            app.periodic(cron=task.every)(registered)


def _runner(node: Node, task: Task) -> Callable[..., None]:
    def run(timestamp: int | None = None, **arguments: Any) -> None:
        del timestamp
        task.handler(node, **arguments)

    return run


def requeue_stalled(node: Node) -> int:
    """Puts the jobs of killed workers back; returns how many."""
    statement = text(
        "WITH stalled AS (SELECT j.id FROM procrastinate_jobs j "
        "LEFT JOIN procrastinate_workers w ON w.id = j.worker_id "
        "WHERE j.status = 'doing' AND (w.id IS NULL OR "
        "w.last_heartbeat < now() - make_interval(secs => :seconds))) "
        "SELECT procrastinate_retry_job_v2(id, now(), NULL, NULL, NULL) FROM stalled"
    )
    with node.transaction() as connection:
        return len(connection.execute(statement, {"seconds": STALLED_SECONDS}).all())
