"""Putting jobs into the transaction that caused them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    import procrastinate
    import psycopg
    from sqlalchemy import Connection

    from tutela.platform.jobs.registry import Task


class Queue:
    """Defers on the caller's own connection; holds none of its own.

    Its procrastinate app is never opened: an opened one refuses synchronous defers, and then jobs
    could not cause jobs.
    """

    @cached_property
    def _app(self) -> procrastinate.App:
        import procrastinate  # noqa: PLC0415 - slow to load, and few commands cause jobs

        return procrastinate.App(connector=procrastinate.SyncPsycopgConnector())

    def defer(
        self,
        connection: Connection,
        task: Task,
        arguments: Mapping[str, str],
        lock: str | None = None,
    ) -> None:
        """Enqueues `task`; it exists only once the transaction of `connection` commits."""
        driver = cast("psycopg.Connection[object]", connection.connection.driver_connection)
        self._app.configure_task(task.name, queue=task.queue, lock=lock, connection=driver).defer(
            **dict(arguments)
        )
