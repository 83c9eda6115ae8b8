"""What reporting does later: follow decisions, carry reports out, and what follows from both."""

from __future__ import annotations

from tutela.platform.audit.model import Event
from tutela.platform.jobs.registry import Task
from tutela.reporting import filing, opening, outcomes

# The row counts the tries and ends them (settings.report_tries); a crash between two of them uses
# up a run of the job without one, so the job itself is allowed many more.
_MANY = 2000

TASKS = (
    Task(
        "reporting:follow-decision",
        opening.follow,
        after=frozenset({Event.DECISION_MAKE, Event.DECISION_REVERSE}),
        attempts=50,
    ),
    Task(
        "reporting:carry-out",
        filing.carry_out,
        after=frozenset(
            {Event.REPORT_SEND, Event.REPORT_RETRY, Event.REPORT_TAKE_BACK, Event.REPORT_SETTLE}
        ),
        attempts=_MANY,
    ),
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
