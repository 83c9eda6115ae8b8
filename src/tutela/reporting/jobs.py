"""What reporting does later: follow decisions, carry reports out, and what follows from both."""

from __future__ import annotations

from tutela.platform.audit.model import Event
from tutela.platform.jobs.registry import Task
from tutela.reporting import filing, opening, outcomes

TASKS = (
    Task(
        "reporting:follow-decision",
        opening.follow,
        after=frozenset({Event.DECISION_MAKE, Event.DECISION_REVERSE}),
        attempts=50,
    ),
    Task(
        "reporting:follow-mark",
        opening.follow_mark,
        after=frozenset({Event.CIRCUMSTANCE_RECALL}),
        attempts=50,
    ),
    filing.CARRY_OUT,
    Task("reporting:pick-up", filing.pick_up, every="*/10 * * * *"),
    opening.INCLUDE,
    Task(
        "reporting:draft-anew",
        opening.after_retraction,
        after=frozenset({Event.REPORT_RETRACT}),
        attempts=50,
    ),
    Task(
        "reporting:withdraw-indicators",
        outcomes.withdraw_indicators,
        after=frozenset({Event.OUTCOME_RECORD}),
        attempts=50,
    ),
    Task(
        "reporting:correct",
        opening.after_filing,
        after=frozenset({Event.REPORT_FILE, Event.REPORT_SETTLE}),
        attempts=50,
    ),
)
