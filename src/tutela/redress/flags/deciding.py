"""Deciding what users flagged: a person says what came of it; each is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tutela.casework import noticed
from tutela.casework.persons import require_person
from tutela.law import catalogue
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.redress.flags import sealing, store, telling
from tutela.redress.flags.errors import FlagNotUnfounded, FlagUnknown
from tutela.redress.flags.machine import Command, FlagState, move
from tutela.redress.flags.model import Flag, Outcome, Said

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work

LONGEST_LIST: Final = 500
SHOWN_IN_CASE: Final = 20
# So long the decision can be complained of (Article 20(1) DSA).
REDRESS: Final = "complaint.open"


@dataclass(frozen=True, slots=True)
class Opened:
    """A flag with what it says; `said` is None once that is erased."""

    flag: Flag
    said: Said | None


def list_flags(
    node: Node, actor: Actor, state: FlagState | None = None, *, limit: int = LONGEST_LIST
) -> list[Flag]:
    """Flags, those that wait first, without what they say."""
    actor.require(Permission.NOTICE_READ)
    with node.read() as connection:
        return store.listed(connection, state, limit)


def of_case(node: Node, actor: Actor, case_id: UUID) -> list[Flag]:
    """The first flags of a case, without what they say; none for who may read none."""
    if not actor.may(Permission.NOTICE_READ):
        return []
    with node.read() as connection:
        return store.of_case(connection, case_id, SHOWN_IN_CASE)


def open_flag(node: Node, actor: Actor, flag_id: UUID, *, purpose: str) -> Opened:
    """A flag with the user's words and context unsealed; the look is recorded.

    Raises FlagUnknown and FlagUnreadable.
    """
    actor.require(Permission.NOTICE_READ)
    with node.work(actor, purpose=purpose) as work:
        one = store.find(work.connection, flag_id)
        if one is None:
            raise FlagUnknown(flag=flag_id)
        sealed = store.sealed_of(work.connection, flag_id)
        work.record(Event.FLAG_VIEW, subject=("flag", one.id), service_id=one.service_id)
        said = sealing.unseal(node.keys.evidence, one.id, sealed) if sealed else None
        return Opened(one, said)


def decide(
    node: Node, actor: Actor, flag_id: UUID, outcome: Outcome, *, unfounded: bool = False
) -> int:
    """Decides a flag with all others that wait about the same item; how many there were.

    Only a person does, with the claim on its case, or taking it where nobody holds it. `unfounded`
    holds for this flag alone: others may have meant well. The platform is told each, to tell its
    user. Raises FlagUnknown, FlagMoveRefused, FlagNotUnfounded, PersonNeeded, ClaimedByOther,
    CaseEscalated.
    """
    require_person(actor, Permission.NOTICE_DECIDE)
    if unfounded and outcome is Outcome.ACTED:
        raise FlagNotUnfounded
    with node.work(actor, purpose="decide what users flagged") as work:
        one = store.find(work.connection, flag_id)
        if one is None:
            raise FlagUnknown(flag=flag_id)
        move(one.state, Command.DECIDE)
        noticed.take(work, one.case_id)
        work.waited()
        found = store.lock_same(work.connection, one)
        _still_waits(work, flag_id)
        for each in found:
            _decide(work, each, outcome, unfounded=unfounded and each.id == flag_id)
        waiting = store.waiting(work.connection, one.case_id)
        noticed.renew_flags(work, one.service_id, one.case_id, waiting)
        return len(found)


def _still_waits(work: Work, flag_id: UUID) -> None:
    """Raises FlagMoveRefused where another person decided while the case was waited for."""
    now = store.find(work.connection, flag_id)
    assert now is not None  # noqa: S101 - rows are never deleted
    move(now.state, Command.DECIDE)


def _decide(work: Work, one: Flag, outcome: Outcome, *, unfounded: bool) -> None:
    moved = move(one.state, Command.DECIDE)
    store.save(
        work.connection,
        one.id,
        state=moved.target.value,
        outcome=outcome.value,
        unfounded=unfounded,
        decided_at=work.now,
        decided_by=work.actor.id,
        decided_by_name=work.actor.name,
        erase_at=_kept_until(work.now),
    )
    work.record(
        Event(moved.event),
        subject=("flag", one.id),
        service_id=one.service_id,
        profile=one.profile,
        case=str(one.case_id),
        outcome=outcome.value,
        unfounded=unfounded,
    )
    telling.tell(work, one, outcome)


def _kept_until(now: datetime) -> datetime:
    profile = catalogue.at(now) or catalogue.load(catalogue.DEFAULT)
    due_at = profile.deadline(REDRESS).start(now).due()
    assert due_at is not None  # noqa: S101 - a clock that nobody stopped
    return due_at
