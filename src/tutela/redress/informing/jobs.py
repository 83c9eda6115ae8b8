"""Telling users of reports: the clock that begins with each, and those whose clock is over."""

from __future__ import annotations

from tutela.platform.audit.model import Event
from tutela.platform.jobs.registry import Task
from tutela.redress.informing import telling

TASKS = (
    Task(
        "redress:begin-telling",
        telling.follow,
        after=frozenset({Event.REPORT_FILE, Event.REPORT_SETTLE, Event.CENTRE_HEAR}),
        attempts=50,
    ),
    Task("redress:tell-of-reports", telling.tell_due, every="* * * * *"),
)
