"""Saying who is away, and coming back. One's own, or another's for seniors, with a reason."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from tutela.platform.absences import store
from tutela.platform.absences.errors import (
    AbsenceInvalid,
    AbsenceNotYours,
    AbsenceOverlaps,
    AbsenceReasonMissing,
    AbsenceUnknown,
    CoverUnfit,
    PersonAway,
    YouAreAway,
)
from tutela.platform.absences.model import Absence, away, circular, stands_in
from tutela.platform.accounts import store as accounts
from tutela.platform.accounts.errors import AccountUnknown
from tutela.platform.accounts.signin import normal_name
from tutela.platform.actor import ActorKind
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from tutela.platform.absences.model import Named
    from tutela.platform.accounts.model import Account
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work

LONGEST: Final = timedelta(days=366)


def say(
    node: Node,
    actor: Actor,
    *,
    since: datetime,
    until: datetime,
    cover: str = "",
    name: str = "",
    reason: str = "",
) -> UUID:
    """Writes down that somebody is away: `actor`, or for a senior the person called `name`.

    What they hold goes to `cover`, or back to the queue. Raises AbsenceInvalid, AbsenceOverlaps,
    CoverUnfit, AccountUnknown, AbsenceNotYours, AbsenceReasonMissing.
    """
    with node.work(actor, purpose="say who is away") as work:
        store.lock(work.connection)
        work.waited()
        who = _who(work, name)
        if str(who.id) != actor.id and not reason.strip():
            raise AbsenceReasonMissing
        cover_id = _account(work.connection, cover).id if cover.strip() else None
        one = Absence(work.new_id(), who.id, cover_id, max(since, work.now), until)
        _require_span(one, work.now)
        _require_free(work, one, who.name)
        if cover_id:
            _require_fit(work, one, who, _account(work.connection, cover))
        said = {"said_by": actor.id, "said_by_name": actor.name, "reason": reason.strip()}
        store.add(work.connection, one, **said)
        work.record(
            Event.ABSENCE_SAY,
            subject=("absence", one.id),
            service_id=NODE_SERVICE,
            reason=reason.strip(),
            account=str(who.id),
            cover=str(cover_id) if cover_id else None,
            since=one.since.isoformat(),
            until=until.isoformat(),
        )
        return one.id


def end(node: Node, actor: Actor, absence_id: UUID) -> None:
    """Ends an absence before its time, or takes back one that is to come.

    Raises AbsenceUnknown and AbsenceNotYours.
    """
    with node.work(actor, purpose="come back") as work:
        one = store.find_unended(work.connection, absence_id, work.now)
        if one is None:
            raise AbsenceUnknown
        if str(one.account_id) != actor.id and not actor.may(Permission.CASE_ASSIGN):
            raise AbsenceNotYours
        store.end(work.connection, one.id, work.now)
        work.record(
            Event.ABSENCE_END,
            subject=("absence", one.id),
            service_id=NODE_SERVICE,
            account=str(one.account_id),
        )


def list_absences(node: Node, actor: Actor) -> list[Named]:
    """Who is away or will be. Raises Forbidden."""
    actor.require(Permission.NODE_READ)
    with node.read() as connection:
        return store.named(connection, node.clock.now())


def present(connection: Connection, person: UUID, now: datetime) -> UUID | None:
    """Who decides cases in the place of `person` now: they themselves, or who stands in."""
    gone = away(store.unended(connection, now), now)
    return stands_in(gone, person, store.able(connection, Permission.CASE_DECIDE))


def require_present(connection: Connection, actor: Actor, now: datetime) -> None:
    """Raises YouAreAway for somebody who said that they are."""
    gone = away(store.unended(connection, now), now)
    mine = next((one for one in gone.values() if str(one.account_id) == actor.id), None)
    if mine:
        raise YouAreAway(until=_said(mine.until))


def receiver(connection: Connection, person: Account, now: datetime) -> tuple[UUID, str]:
    """Who gets what is given to `person` now, with their name. Raises PersonAway."""
    gone = away(store.unended(connection, now), now)
    able = store.able(connection, Permission.CASE_DECIDE)
    if person.id not in gone:
        return person.id, person.name
    found = stands_in(gone, person.id, able)
    if found is None:
        raise PersonAway(name=person.name, until=_said(gone[person.id].until))
    return found, able[found]


def nobody_is_here(connection: Connection, now: datetime) -> int:
    """How many decide cases, if every one of them is away; else 0."""
    gone = away(store.unended(connection, now), now)
    able = store.able(connection, Permission.CASE_DECIDE)
    return len(able) if able and able.keys() <= gone.keys() else 0


def _who(work: Work, name: str) -> Account:
    """Whose absence it is. Raises AbsenceNotYours and AccountUnknown."""
    actor = work.actor
    if name.strip() and normal_name(name) != actor.name:
        if not actor.may(Permission.CASE_ASSIGN):
            raise AbsenceNotYours
        return _account(work.connection, name)
    if actor.kind is not ActorKind.PERSON:
        raise AbsenceInvalid(problem="say whose it is")
    return accounts.account_of(work.connection, UUID(actor.id))


def _account(connection: Connection, name: str) -> Account:
    found = accounts.find_account(connection, normal_name(name))
    if found is None or found.disabled_at:
        raise AccountUnknown(name=repr(name))
    return found


def _require_span(one: Absence, now: datetime) -> None:
    if one.until <= max(one.since, now):
        raise AbsenceInvalid(problem="it ends before it begins, or has ended already")
    if one.until - one.since > LONGEST:
        raise AbsenceInvalid(problem="it is longer than a year")


def _require_free(work: Work, new: Absence, name: str) -> None:
    for one in store.unended(work.connection, work.now):
        if one.account_id == new.account_id and one.meets(new):
            raise AbsenceOverlaps(name=name, since=_said(one.since), until=_said(one.until))


def _require_fit(work: Work, new: Absence, who: Account, cover: Account) -> None:
    if cover.id == who.id:
        raise CoverUnfit(cover=cover.name, problem="it is the person who is away")
    decides = Permission.CASE_DECIDE
    if who.actor.may(decides) and not cover.actor.may(decides):
        raise CoverUnfit(cover=cover.name, problem="the account decides no cases")
    if circular(store.unended(work.connection, work.now), new):
        raise CoverUnfit(cover=cover.name, problem="then both would stand in for each other")


def _said(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC"
