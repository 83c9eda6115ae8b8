"""Housekeeping of sessions and attempts: what ran out is closed, what is over is forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tutela.platform.accounts import step_store, store
from tutela.platform.accounts.sessions import idle_limit
from tutela.platform.accounts.throttle import LIMITS
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.jobs.registry import Task

if TYPE_CHECKING:
    from tutela.platform.node import Node

# The log keeps what happened; the rows themselves are not needed for longer.
SESSIONS_KEPT = timedelta(days=30)


def sweep(node: Node) -> None:
    """Closes sessions that ran out; forgets old ones, old attempts and what was left halfway."""
    with node.work(NODE, purpose="close what ran out") as work:
        idle_since = work.now - idle_limit(node)
        for fingerprint in store.close_run_out(work.connection, work.now, idle_since):
            work.record(
                Event.SESSION_CLOSE,
                subject=("session", fingerprint),
                service_id=NODE_SERVICE,
                reason="ran out",
            )
        store.forget_sessions(work.connection, work.now - SESSIONS_KEPT)
        step_store.forget_ended(work.connection, work.now)
        memory = max(limit.forgotten_after + limit.longest for limit in LIMITS.values())
        store.forget_attempts(work.connection, work.now - memory)


TASKS = (Task(name="accounts:sweep", handler=sweep, every="*/10 * * * *"),)
