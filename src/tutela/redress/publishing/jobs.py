"""What publishing does later: it follows each statement, and hands over what waits."""

from __future__ import annotations

from tutela.platform.audit.model import Event
from tutela.platform.jobs.registry import Task
from tutela.redress.publishing import delivering, queueing

TASKS = (
    Task(
        "publishing:follow-statement",
        queueing.follow,
        after=frozenset({Event.STATEMENT_ISSUE}),
        attempts=50,
    ),
    # It keeps its own clocks: a run that fails is followed by the next.
    Task("publishing:deliver", delivering.deliver, every="* * * * *", attempts=1),
)
