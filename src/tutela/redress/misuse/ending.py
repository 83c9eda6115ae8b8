"""The end of a warning or suspension: taken back, lifted, or over; and what is said against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from tutela.casework.persons import require_person
from tutela.platform.actor import NODE as NODE_ACTOR
from tutela.platform.approvals import alone
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.platform.services.service import require_service
from tutela.redress.misuse import clocks, reading, restricting, store, telling
from tutela.redress.misuse.errors import (
    HadAHand,
    MisuseWordsMissing,
    NoObjection,
    ObjectionWaits,
)
from tutela.redress.misuse.machine import NODE, PERSON, Command, State, move
from tutela.redress.misuse.warning import LONGEST
from tutela.redress.pausing import store as pauses
from tutela.redress.statements import suspended
from tutela.reporting.words import is_plain

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.redress.misuse.model import Misuse


def lift(node: Node, actor: Actor, misuse_id: UUID, *, reason: str) -> None:
    """Takes a warning back or lifts a suspension, at once; one person is enough to free somebody.
    A complaint about it that waits is answered by that: whoever complained was right.

    Raises PersonNeeded, Forbidden, MisuseWordsMissing, MisuseUnknown, MisuseMoveRefused.
    """
    words = _words(actor, reason)
    with node.work(actor, purpose="end what was done about misuse") as work:
        one = restricting.locked(work, misuse_id)
        _end(work, one, Command.LIFT, by=PERSON, reason=words)
        restricting.give_way(work, one, words)


def answered(work: Work, misuse_id: UUID, words: str, *, lifted: bool) -> None:
    """Does what follows of an answer to a complaint about a suspension, in its transaction; nothing
    where it is over by now. `lifted`: whoever complained was right.
    """
    one = store.find(work.connection, misuse_id, locked=True)
    if one is None or one.state is not State.SUSPENDED:
        return
    if lifted:
        _end(work, one, Command.LIFT, by=PERSON, reason=words)
    else:
        restricting.uphold(work, one, words)


def lapse(node: Node) -> None:
    """Ends suspensions whose time is over and warnings that nothing followed. Safe to repeat."""
    days = timedelta(days=node.settings.misuse_days)
    with node.read() as connection:
        now = node.clock.now()
        over = store.over(connection, now, now - days)
    for misuse_id in over:
        with node.work(NODE_ACTOR, purpose="end what was done about misuse") as work:
            one = restricting.locked(work, misuse_id)
            if one.over_at(work.now, work.now - days):
                _end(work, one, Command.LAPSE, by=NODE, reason="")


def object_to(node: Node, actor: Actor, misuse_id: UUID, *, words: str) -> None:
    """Writes down what a party says against its warning or suspension, in the words it used.

    A later objection takes the place of one that was answered, never of one that waits. Raises as
    `lift`, and ObjectionWaits, ComplainInstead.
    """
    said = _words(actor, words)
    with node.work(actor, purpose="write down an objection") as work:
        one = reading.required(work, misuse_id)
        moved = move(one.state, Command.OBJECT)
        if one.objects:
            raise ObjectionWaits
        restricting.require_no_complaint(work, one)
        values = {"objection": said, "objected_at": work.now, "upheld": "", "upheld_at": None}
        store.save(work.connection, one.id, **values, upheld_by_name="", upheld_alone=False)
        work.record(Event(moved.event), subject=("misuse", one.id), service_id=one.service_id)


def uphold(node: Node, actor: Actor, misuse_id: UUID, *, words: str) -> None:
    """Answers an objection: it stands. Only somebody who had no hand in it does; `lift` ends it.

    Raises as `lift`, and NoObjection, HadAHand, ComplaintAnswers.
    """
    said = _words(actor, words)
    with node.work(actor, purpose="answer an objection") as work:
        alone.mark(work)
        one = restricting.locked(work, misuse_id)
        moved = move(one.state, Command.UPHOLD)
        if not one.objects:
            raise NoObjection
        restricting.require_unanswered(work, one)
        by_one = _require_other(work, one)
        values = {"upheld": said, "upheld_at": work.now, "upheld_by_name": actor.name}
        store.save(work.connection, one.id, **values, upheld_alone=by_one)
        service = require_service(work.connection, one.service_id)
        made = replace(one, upheld=said, upheld_alone=by_one)
        telling.tell(work, made, service, answer=True)
        work.record(Event(moved.event), subject=("misuse", one.id), service_id=one.service_id)


def _words(actor: Actor, words: str) -> str:
    """What a person wrote. Raises PersonNeeded, Forbidden, MisuseWordsMissing."""
    require_person(actor, Permission.MISUSE_DECIDE)
    if not is_plain(words, LONGEST):
        raise MisuseWordsMissing(most=LONGEST)
    return words.strip()


def _require_other(work: Work, one: Misuse) -> bool:
    """Whoever had a hand in it does not answer; on a node of one person they may, once it has
    cooled off. Returns whether that is so. Raises HadAHand.
    """
    if work.actor.id not in one.hands:
        return False
    assert one.objected_at is not None  # noqa: S101 - it waits for an answer
    cooled = one.objected_at + alone.COOLING
    if not alone.in_force(work.connection) or work.now < cooled:
        raise HadAHand(at=cooled.isoformat(timespec="minutes"))
    return True


def _end(work: Work, one: Misuse, command: Command, *, by: str, reason: str) -> None:
    moved = move(one.state, command, by=by)
    name = work.actor.name if by == PERSON else ""
    erase_at = clocks.kept_until(work.now)
    made = replace(one, state=moved.target, ended_at=work.now, ended_by_name=name,
                   end_reason=reason, erase_at=erase_at)  # fmt: skip
    changed = ("ended_at", "ended_by_name", "end_reason", "erase_at")
    values = {name: getattr(made, name) for name in changed}
    store.save(work.connection, one.id, state=made.state.value, **values)
    pauses.end(work.connection, one.id, work.now)
    suspended.end(work, one.id, lifted=command is Command.LIFT)
    if one.suspended_at or command is Command.LIFT:
        telling.tell(work, made, require_service(work.connection, one.service_id))
    work.record(
        Event(moved.event),
        subject=("misuse", one.id),
        service_id=one.service_id,
        kind=one.kind.value,
        suspended=one.suspended_at is not None,
        reason=reason,
    )
