"""What statements of reasons do later: made, tended, sent by e-mail, and what is over forgotten."""

from __future__ import annotations

from tutela.platform.audit.model import Event
from tutela.platform.jobs.registry import Task
from tutela.redress.statements import links, mailboxes, making, mending, noticed
from tutela.redress.statements.mailing import MAIL

TASKS = (
    MAIL,
    Task("statements:forget-mailboxes", mailboxes.erase_due, every="11 * * * *"),
    Task(
        "redress:state-reasons",
        making.follow,
        after=frozenset({Event.ACTION_REQUEST}),
        attempts=50,
    ),
    Task(
        "redress:ask-to-act",
        noticed.follow,
        after=frozenset({Event.NOTICE_DECIDE, Event.NOTICE_REDECIDE}),
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
