"""What the Centre says of telling the user of a report. What is wrong is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.federation import posting
from tutela.federation.kinds import (
    REPORT_HOLD,
    REPORT_HOLD_OVER,
    REPORT_REFUSED,
    REPORT_TOLD,
)
from tutela.federation.refusing import refuse
from tutela.platform.audit.canonical import instant_text
from tutela.redress.informing import moves, wire
from tutela.redress.informing.machine import Command
from tutela.redress.informing.model import State
from tutela.reporting.centre import holds
from tutela.reporting.centre.hearing import UNKNOWN, UNREADABLE, UNTIMELY, reported
from tutela.reporting.centre.plugin import subject_of
from tutela.reporting.centre.wire import read
from tutela.reporting.machine import ReportState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from tutela.federation.handling import Hearer, Said
    from tutela.platform.work import Work
    from tutela.redress.informing.model import UserNotice

TOO_LONG: Final = "hold-too-long"
NOBODY: Final = "user-unknown"
CENTRE: Final = "centre"


def held(work: Work, said: Said) -> None:
    """The user is not to be told until then (Article 48(6)). Where they were told already, the
    Centre hears when.
    """
    body = read(wire.Hold, said.body)
    if body is None:
        return refuse(work, said, REPORT_REFUSED, UNREADABLE)
    one = _opened(work, said, body.report)
    if one is None:
        return None
    if one.state is State.TOLD:
        return say_told(work, one, said.sender.id)
    if one.state is State.UNREACHABLE:
        return refuse(work, said, REPORT_REFUSED, NOBODY)
    heard = said.received_at
    if not holds.fits(body.until, one.held_since, heard):
        return refuse(work, said, REPORT_REFUSED, TOO_LONG)
    if (one.state, one.due_at) != (State.HELD, body.until):
        since = one.held_since or heard
        moves.move(work, one, Command.HOLD, by=CENTRE, due_at=body.until, held_since=since)
    return None


def lifted(work: Work, said: Said) -> None:
    """The user may be told, and is."""
    body = read(wire.HoldOver, said.body)
    if body is None:
        return refuse(work, said, REPORT_REFUSED, UNREADABLE)
    one = _opened(work, said, body.report)
    if one is not None and one.state is State.HELD:
        moves.move(work, one, Command.LIFT, by=CENTRE, due_at=work.now)
    return None


def say_told(work: Work, one: UserNotice, centre: UUID) -> None:
    """Lets the Centre know that the user was told, and when."""
    at = one.told_at or work.now
    body = {"report": str(one.report_id), "at": instant_text(at)}
    posting.offer(work, centre, REPORT_TOLD, subject_of(one.report_id), body)


def _opened(work: Work, said: Said, report_id: UUID) -> UserNotice | None:
    """What is to be told of a report, if the Centre has it; None where it has not, which is
    answered.
    """
    row, telling = reported(work, said, report_id)
    if row is None or telling is None:
        refuse(work, said, REPORT_REFUSED, UNKNOWN)
        return None
    if row.state is not ReportState.FILED or not telling.number:
        refuse(work, said, REPORT_REFUSED, UNTIMELY)
        return None
    return moves.start(work, row)


HEARERS: Mapping[str, Hearer] = {REPORT_HOLD.name: held, REPORT_HOLD_OVER.name: lifted}
