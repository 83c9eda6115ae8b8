"""What redress does later: tell people what was done with what they put there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.audit.model import Event
from tutela.platform.jobs.registry import Task
from tutela.redress.publishing import delivering, queueing
from tutela.redress.statements import links, making, mending

if TYPE_CHECKING:
    from tutela.platform.node import Node


def _forget_links(node: Node) -> None:
    """Deletes links to statements whose time is over."""
    links.forget_due(node)


TASKS = (
    Task(
        "redress:state-reasons",
        making.follow,
        after=frozenset({Event.ACTION_REQUEST}),
        attempts=50,
    ),
    Task("redress:forget-links", _forget_links, every="23 4 * * *"),
    Task("redress:tend-statements", mending.tend, every="* * * * *"),
    Task(
        "redress:tell-at-once",
        mending.tend_at_once,
        after=frozenset({Event.WITHHOLDING_END}),
        attempts=50,
    ),
    Task(
        "publishing:follow-statement",
        queueing.follow,
        after=frozenset({Event.STATEMENT_ISSUE}),
        attempts=50,
    ),
    # It keeps its own clocks: a run that fails is followed by the next.
    Task("publishing:deliver", delivering.deliver, every="* * * * *", attempts=1),
)
