"""Moving what is to be told of a report, with the event that tells of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.law import draft
from tutela.law import machine as engine
from tutela.platform.audit.model import Event
from tutela.redress.informing import store
from tutela.redress.informing.machine import USER_NOTICE, Command
from tutela.redress.informing.model import State, UserNotice

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.platform.work import Work
    from tutela.reporting.records import ReportRow

NOTICE: Final = "report.user-notice"


def start(work: Work, row: ReportRow) -> UserNotice:
    """What is to be told of a report that the Centre has, locked; its three months run from when
    it was filed.
    """
    filed_at = row.filed_at or work.now
    made = store.add(
        work.connection,
        report_id=row.id,
        service_id=row.service_id,
        state=State.WAITING.value,
        due_at=draft.due(NOTICE, filed_at),
    )
    one = store.find(work.connection, row.id, locked=True)
    assert one is not None  # noqa: S101 - it was just written, or there before
    if made:
        _record(work, one, Event.USER_NOTICE_BEGIN, one.state, one.due_at)
    return one


def move(
    work: Work, one: UserNotice, command: Command, *, by: str = "node", **values: datetime
) -> State:
    """Moves it. Raises MoveRefused."""
    moved = engine.apply(USER_NOTICE, one.state, command, actor_role=by)
    store.save(work.connection, one.report_id, state=moved.target.value, **values)
    _record(work, one, Event(moved.event), moved.target, values.get("due_at"))
    return moved.target


def _record(
    work: Work, one: UserNotice, event: Event, state: State, due_at: datetime | None
) -> None:
    work.record(
        event,
        subject=("report", one.report_id),
        service_id=one.service_id,
        profile=draft.PROFILE,
        state=state.value,
        due_at=due_at.isoformat() if due_at else None,
    )
