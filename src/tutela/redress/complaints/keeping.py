"""How long statements of reasons are kept, and what held them back: as long as anybody may speak of
them here, and a time after (`statement_days`).

The clock of a statement begins once nothing about it runs, and is read again when it has run out:
what has begun meanwhile stops it. The rows above it are looked at here, which it knows nothing of.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from tutela.law import machine as engine
from tutela.law.machine import Applied
from tutela.platform.actor import NODE
from tutela.redress.complaints import clocks, store_keeping
from tutela.redress.erasing import AT_ONCE, Erasing
from tutela.redress.statements import store_erasing
from tutela.redress.statements.machine import STATEMENT, Command
from tutela.redress.statements.model import State

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.platform.node import Node
    from tutela.redress.complaints.store_keeping import Course

_WITHHOLDINGS: Final = Erasing(
    "withholding",
    store_keeping.due_withholdings,
    lambda state: Applied(state, "withholding:erase", ()),
    store_erasing.erase_withholding,
)


def start_clocks(node: Node) -> None:
    """Begins the clocks of what nothing keeps any more. Repeating it changes nothing."""
    while _start_some(node):
        pass


def erase_due(node: Node) -> None:
    """Erases the statements whose clock has run out, and then what held them back. Safe to run
    again.
    """
    days = node.settings.statement_days
    Erasing(
        "statement",
        partial(_due, days=days),
        partial(engine.apply, STATEMENT, command=Command.ERASE, actor_role="node"),
        store_erasing.erase,
    ).run(node)
    _start_withholdings(node)
    _WITHHOLDINGS.run(node)


def _start_some(node: Node) -> int:
    with node.work(NODE, purpose="begin the clocks of statements") as work:
        since = work.now - clocks.LONGEST_UNTOLD
        found = store_keeping.unclocked(work.connection, since, AT_ONCE)
        ends = [(one.id, _erase_at(one, work.now, node.settings.statement_days)) for one in found]
        begun = [each for each in ends if each[1] is not None]
        for statement_id, erase_at in begun:
            store_keeping.set_clock(work.connection, statement_id, erase_at)
        return len(begun)


def _start_withholdings(node: Node) -> None:
    """What held something back is kept as long as that, and as if somebody had been told by it."""
    days, found = node.settings.statement_days, True
    while found:
        with node.work(NODE, purpose="begin the clocks of what held statements back") as work:
            over = store_keeping.unclocked_withholdings(work.connection, AT_ONCE)
            for withholding_id, ended_at in over:
                kept = clocks.statement_kept_until(ended_at, (), days)
                erase_at = max(kept, work.now)
                store_keeping.set_withholding_clock(work.connection, withholding_id, erase_at)
            found = bool(over)


def _due(
    connection: Connection, now: datetime, limit: int, *, days: int
) -> list[tuple[UUID, str, State]]:
    """Statements to be erased now, locked; the clocks of the others are set anew, or stopped."""
    while found := store_keeping.due(connection, now, limit):
        over = []
        for one in found:
            erase_at = _erase_at(one, now, days)
            if erase_at is not None and erase_at <= now:
                over.append((one.id, one.service_id, one.state))
            else:
                store_keeping.set_clock(connection, one.id, erase_at)
        if over:
            return over
    return []


def _erase_at(one: Course, now: datetime, days: int) -> datetime | None:
    """When it may be erased; None while something runs. While a link to it is open it stays."""
    begun_at = _begun_at(one, now)
    if one.runs or begun_at is None:
        return None
    kept = clocks.statement_kept_until(begun_at, one.over, days)
    return max(kept, one.link_until or kept)


def _begun_at(one: Course, now: datetime) -> datetime | None:
    """From when the time to complain counts: somebody was told, or nobody ever will be."""
    if one.told_at or one.state is State.UNREACHABLE:
        return one.told_at or one.made_at
    given_up = one.sent_at + clocks.LONGEST_UNTOLD if one.sent_at else None
    return given_up if given_up and given_up <= now else None
