"""Suspending somebody: one person asks, another agrees, and it ends by itself (Article 23)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from tutela.casework.persons import require_person
from tutela.platform.approvals import asking
from tutela.platform.approvals.errors import RequestStale
from tutela.platform.approvals.model import Act, Asked
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.platform.services.service import require_service
from tutela.redress.misuse import clocks, reading, restricting, store, store_counts, telling
from tutela.redress.misuse.errors import (
    DaysUnfit,
    MisuseWordsMissing,
    MisuseWordsUnfit,
    WarningHeeded,
    WarningNotTold,
    WarningTooNew,
)
from tutela.redress.misuse.machine import Command, State, move
from tutela.redress.misuse.model import Kind
from tutela.redress.misuse.warning import LONGEST
from tutela.redress.pausing import store as pauses
from tutela.redress.statements import guard
from tutela.reporting.words import is_plain

if TYPE_CHECKING:
    from tutela.platform.actor import Actor
    from tutela.platform.approvals.model import Request
    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.redress.misuse.model import Misuse


def suspend(
    node: Node, actor: Actor, misuse_id: UUID, *, days: int, told: str, reason: str
) -> None:
    """Asks that a party be suspended for so many days. It is once another person agreed.

    The warning must have arrived, its time must have passed, and it must have gone on after that.
    `told` is for the party, `reason` for whoever agrees. Raises AwaitsApproval once it is written
    down; before it PersonNeeded, Forbidden, DaysUnfit, MisuseWordsMissing, MisuseWordsUnfit,
    MisuseUnknown, MisuseMoveRefused, WarningNotTold, WarningTooNew, WarningHeeded,
    AskingReasonMissing and RequestWaits.
    """
    require_person(actor, Permission.MISUSE_DECIDE)
    most = node.settings.misuse_suspension_days
    if not 1 <= days <= most:
        raise DaysUnfit(most=most)
    if not is_plain(told, LONGEST):
        raise MisuseWordsMissing(most=LONGEST)
    if word := guard.unfinished(told):
        raise MisuseWordsUnfit(word=word)
    with node.work(actor, purpose="suspend for misuse") as work:
        one = reading.required(work, misuse_id)
        move(one.state, Command.SUSPEND, may_suspend=True)
        _require_due(work, one)
        changes = (
            f"Suspended for {days} days from the moment it is agreed: {one.kind.words}.",
            f"The case of misuse {one.id} shows what was weighed, and what came after the warning.",
        )
        payload = {"days": days, "told": told.strip()}
        asked = Asked(Act.MISUSE, one.service_id, str(one.id), changes, payload)
        waits = asking.ask(work, asked, reason)
    raise waits


def carry_out(work: Work, request: Request) -> None:
    """Suspends whom another person agreed to suspend. Raises RequestStale where the case is no more
    what it was, and what `suspend` raises of its warning.
    """
    one = store.find(work.connection, UUID(request.asked.subject), locked=True)
    if one is None or one.state is not State.WARNED:
        raise RequestStale
    _require_due(work, one)
    moved = move(one.state, Command.SUSPEND, may_suspend=True)
    days = int(request.asked.payload["days"])
    alone = request.asked_by == work.actor.id
    made = replace(
        one,
        state=moved.target,
        suspended_at=work.now,
        suspended_until=clocks.suspended_until(work.now, days),
        suspended_told=str(request.asked.payload["told"]),
        suspended_by=request.asked_by,
        suspended_by_name=request.asked_name,
        seconded_by="" if alone else work.actor.id,
        seconded_by_name="" if alone else work.actor.name,
        single_person=alone,
    )
    changed = ("suspended_at", "suspended_until", "suspended_told", "suspended_by",
               "suspended_by_name", "seconded_by", "seconded_by_name", "single_person")  # fmt: skip
    values = {name: getattr(made, name) for name in changed}
    store.save(work.connection, one.id, state=made.state.value, **values)
    _pause(work, made)
    restricting.suspend(work, made)
    telling.tell(work, made, require_service(work.connection, one.service_id))
    work.record(
        Event(moved.event),
        subject=("misuse", one.id),
        service_id=one.service_id,
        kind=one.kind.value,
        days=days,
        until=made.suspended_until.isoformat() if made.suspended_until else None,
        asked_by=request.asked_by,
    )


def _require_due(work: Work, one: Misuse) -> None:
    """Raises WarningNotTold, WarningTooNew, WarningHeeded, TellingHeldBack."""
    telling.require_open(work, one.kind, one.party)
    if one.told_at is None:
        raise WarningNotTold
    until = clocks.may_follow(one.told_at, work.node.settings)
    if work.now < until:
        raise WarningTooNew(
            told=one.told_at.date().isoformat(), until=until.isoformat(timespec="minutes")
        )
    if not store_counts.after(work.connection, one.kind, one.party, one.told_at):
        raise WarningHeeded


def _pause(work: Work, one: Misuse) -> None:
    """What comes in from now on waits; the content of an account is the platform's to stop."""
    if one.kind is Kind.CONTENT:
        return
    pauses.place(
        work.connection,
        id=one.id,
        service_id=one.service_id,
        what=one.kind.value,
        key_id=one.key_id,
        account_ref=one.account_ref,
        until=one.suspended_until,
    )
