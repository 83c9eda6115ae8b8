"""Later work of looking: views end by their time, counters are forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.evidence.looking import budget, service, store
from tutela.evidence.looking.counters import zone_of
from tutela.platform.jobs.registry import Task

if TYPE_CHECKING:
    from tutela.platform.node import Node


def end_views(node: Node) -> None:
    """Ends the views whose time is over. Repeating it changes nothing."""
    service.end_run_out(node)


def forget(node: Node) -> None:
    """Erases the counters of everybody who has seen nothing for two days, and own limits of old."""
    now = node.clock.now()
    with node.transaction() as connection:
        store.forget(connection, now)
        today = budget.none_yet(now, zone_of(node.settings)).day
        store.forget_limits(connection, today)


TASKS = (
    Task("evidence:end-views", end_views, every="* * * * *"),
    Task("evidence:forget-counters", forget, every="*/10 * * * *"),
)
