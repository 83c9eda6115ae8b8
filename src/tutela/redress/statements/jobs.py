"""What statements of reasons do later: made, tended, and their links forgotten."""

from __future__ import annotations

from tutela.platform.audit.model import Event
from tutela.platform.jobs.registry import Task
from tutela.redress.statements import links, making, mending

TASKS = (
    Task(
        "redress:state-reasons",
        making.follow,
        after=frozenset({Event.ACTION_REQUEST}),
        attempts=50,
    ),
    Task("redress:forget-links", links.forget_due, every="23 4 * * *"),
    Task("redress:tend-statements", mending.tend, every="* * * * *"),
    Task(
        "redress:tell-at-once",
        mending.tend_at_once,
        after=frozenset({Event.WITHHOLDING_END}),
        attempts=50,
    ),
)
