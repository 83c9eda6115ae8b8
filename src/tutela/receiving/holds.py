"""That a user is not to be told of a report yet: for how long at most, and when it ends.

The authority that has the report asks, the Centre passes it on, the provider holds its letter back
(COM(2022) 209, Articles 12(2), 48(6) and (7)). At each the longest time runs by its own clock, from
when that node first heard of it. A hold ends by itself, and the user is told then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.federation import posting
from tutela.federation.kinds import REPORT_HOLD, REPORT_HOLD_OVER
from tutela.platform.audit.canonical import instant_text
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.noderole import NodeRole
from tutela.receiving import moves, store, telling
from tutela.receiving.errors import HoldTooLate, HoldTooLong, ReceivedMoveRefused
from tutela.receiving.machine import State
from tutela.receiving.model import Outcome
from tutela.reporting.centre import holds

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.federation.kinds import MessageKind
    from tutela.platform.work import Work
    from tutela.receiving.model import ReceivedLine
    from tutela.receiving.moves import Opened

HOLD, LIFT, TOLD = "hold-notice", "lift-hold", "user-told"
IDLE: Final = "nothing is left that telling the user could disturb"
_HOLDABLE: Final = frozenset({State.FORWARDED, State.CONFIRMED, State.OUTCOME})


def possible(one: ReceivedLine) -> bool:
    """Whether a hold may begin, or end later, as the report stands. Pure."""
    idle = one.outcome == Outcome.NONE
    told = one.user_told_at is not None or one.erased_at is not None
    return one.state in _HOLDABLE and not idle and not told


def place(
    work: Work, one: Opened, until: datetime, reason: str, *, since: datetime, by: str = ""
) -> bool:
    """Writes that the user is not to be told until then, in the place of an earlier hold; False for
    the very same one. The Centre passes it on, without the reason. `since`: when this was heard.

    Raises HoldTooLate, HoldTooLong, and ReceivedMoveRefused before an authority has the report, and
    after it found nothing in it.
    """
    line = one.line
    if line.user_told_at is not None:
        raise HoldTooLate
    if not possible(line):
        raise ReceivedMoveRefused(state=line.state.value, command=HOLD)
    if until == line.hold_until:
        return False
    if not holds.fits(until, line.hold_since, since):
        last = holds.latest(line.hold_since, since)
        raise HoldTooLong(latest=f"{last:%Y-%m-%d %H:%M} UTC")
    store.save(work.connection, one.id, hold_since=line.hold_since or since, hold_until=until)
    moves.step(work, one, HOLD, by=by, words=reason)
    _record(work, one, Event.RECEIVED_HOLD, by, until=until.isoformat())
    body = {"report": line.reference, "until": instant_text(until)}
    _pass_on(work, one, REPORT_HOLD, body)
    return True


def lift(work: Work, one: Opened, reason: str, *, by: str = "") -> bool:
    """Ends a hold before its time; False where none runs. The Centre passes it on."""
    if one.line.hold_until is None:
        return False
    store.save(work.connection, one.id, hold_until=None)
    moves.step(work, one, LIFT, by=by, words=reason)
    _record(work, one, Event.RECEIVED_LIFT, by)
    _pass_on(work, one, REPORT_HOLD_OVER, {"report": one.line.reference})
    return True


def lift_idle(work: Work, one: Opened, outcome: Outcome) -> None:
    """Ends a hold where nothing came of the report: there is nothing to disturb."""
    if outcome is Outcome.NONE:
        lift(work, one, IDLE)


def told(work: Work, one: Opened, at: datetime, *, by: str) -> bool:
    """Writes that the user was told; False where that is known."""
    if one.line.user_told_at is not None:
        return False
    store.save(work.connection, one.id, user_told_at=at, hold_until=None)
    moves.step(work, one, TOLD, by=by)
    _record(work, one, Event.RECEIVED_TOLD, by, at=at.isoformat())
    return True


def _pass_on(work: Work, one: Opened, kind: MessageKind, body: dict[str, str]) -> None:
    if work.node.identity.role is NodeRole.CENTRE:
        subject = telling.subject_of(one.line.reference)
        posting.offer(work, one.line.peer_id, kind, subject, body)


def _record(work: Work, one: Opened, event: Event, by: str, **facts: str) -> None:
    work.record(
        event,
        subject=(moves.RECEIVED, one.id),
        service_id=NODE_SERVICE,
        profile=one.line.profile,
        number=one.line.number,
        by=by,
        **facts,
    )
