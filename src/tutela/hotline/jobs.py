"""What happens to a hotline's cases by the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.hotline import mailing, moves, store
from tutela.hotline.machine import NODE as CLOCK
from tutela.hotline.machine import TIME_OVER, Command
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.jobs.registry import Task

if TYPE_CHECKING:
    from tutela.platform.node import Node

REASON: Final = "the time for keeping it is over"
_BATCH: Final = 200


def end_police_time(node: Node) -> None:
    """Lets others be told once the time is over that was agreed with the police."""
    while True:
        with node.work(NODE, purpose="end the time that the police had") as work:
            due = store.silent(work.connection, work.now, _BATCH)
            for case_id in due:
                one = moves.locked(work, case_id)
                facts = {TIME_OVER: True}
                moves.move(work, one, Command.POLICE_SILENT, by=CLOCK, facts=facts,
                           police_settled=True)  # fmt: skip
        if len(due) < _BATCH:
            return


def erase_due(node: Node) -> None:
    """Erases what cases say whose time is over; that there was one stays."""
    while True:
        with node.work(NODE, purpose="end of keeping") as work:
            due = store.due_for_erasure(work.connection, work.now, _BATCH)
            for case_id in due:
                store.erase(work.connection, case_id, work.now)
                moves.record(work, Event.HOTLINE_ERASE, case_id, reason=REASON)
        if len(due) < _BATCH:
            return


TASKS: Final = (
    mailing.MAIL,
    Task("hotline:end-police-time", end_police_time, every="* * * * *"),
    Task("hotline:erase-due", erase_due, every="53 * * * *"),
)
