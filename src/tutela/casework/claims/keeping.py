"""Moving a claim inside a unit of work: the table says how, the row keeps it, the log tells it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tutela.casework.claims import store
from tutela.casework.claims.errors import CaseEscalated, ClaimedByOther, ClaimRefused
from tutela.casework.claims.machine import NODE, PERSON, SENIOR, ClaimState, Command, move
from tutela.casework.claims.model import Claim
from tutela.law.errors import MoveRefused
from tutela.platform.absences import service as absences
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from sqlalchemy import Row

    from tutela.law.machine import Applied
    from tutela.platform.work import Work

_DONE = {
    Command.TAKE: "taken",
    Command.RELEASE: "released",
    Command.SKIP: "skipped",
    Command.ESCALATE: "escalated",
    Command.REASSIGN: "reassigned",
}


def take(work: Work, row: Row[Any]) -> None:
    """Gives the locked case to whoever acts, or renews their claim.

    Raises ClaimedByOther, CaseEscalated, and YouAreAway for who said that they are.
    """
    absences.require_present(work.connection, work.actor, work.now)
    claim = _current(work, row)
    if claim.by == work.actor.id:
        prolong(work, row.id)
        return
    moved = _moved(work, row.id, claim, Command.TAKE)
    made = Claim(moved.target, work.actor.id, work.actor.name, _until(work))
    _write(work, row, made, moved.event, until=_said(made.until))


def give_up(work: Work, row: Row[Any], command: Command, noted: Mapping[str, str]) -> None:
    """Ends the claim of whoever acts on the locked case, or passes over a free one.

    Raises ClaimedByOther, CaseEscalated, ClaimRefused.
    """
    claim = _current(work, row)
    moved = _moved(work, row.id, claim, command)
    left = Claim(moved.target, None, None, None)
    _write(work, row, left, moved.event, **noted)


def give_to(work: Work, row: Row[Any], person: str, name: str, noted: Mapping[str, str]) -> None:
    """Gives the locked case to somebody else, whoever holds it."""
    claim = _current(work, row)
    moved = _moved(work, row.id, claim, Command.REASSIGN)
    made = Claim(moved.target, person, name, _until(work))
    _write(work, row, made, moved.event, to=person, was=claim.by, **noted)


def hand_over(work: Work, row: Row[Any], to: tuple[str, str] | None) -> None:
    """Gives a locked case of somebody who is away to who stands in (id and name), or back."""
    claim = _current(work, row)
    if claim.by is None:
        return
    if to is None:
        moved = move(claim.state, Command.LEAVE, by=NODE)
        _write(work, row, Claim(moved.target, None, None, None), moved.event, was=claim.by)
        return
    moved = move(claim.state, Command.HAND_OVER, by=NODE)
    made = Claim(moved.target, *to, _until(work))
    _write(work, row, made, moved.event, to=to[0], was=claim.by, away=True)


def finish(work: Work, row: Row[Any]) -> None:
    """Ends whatever claim there is on a locked case in which nothing waits for a decision."""
    claim = store.claim_of(row)
    if claim.state is ClaimState.FREE:
        return
    moved = move(claim.state, Command.FINISH, by=NODE)
    _write(work, row, Claim(moved.target, None, None, None), moved.event, was=claim.by)


def prolong(work: Work, case_id: UUID) -> None:
    """Renews the claim of whoever acts, if they hold this case: they work on it."""
    store.prolong(work.connection, case_id, work.actor.id, work.now, _until(work))


def _current(work: Work, row: Row[Any]) -> Claim:
    """The claim now; one whose time ran out ends here, and the log says so."""
    claim = store.claim_of(row)
    if not claim.lapsed(work.now):
        return claim
    moved = move(claim.state, Command.LAPSE, by=NODE)
    ended = Claim(moved.target, None, None, None)
    _write(work, row, ended, moved.event, was=claim.by, lapsed_at=_said(claim.until))
    return ended


def _moved(work: Work, case_id: UUID, claim: Claim, command: Command) -> Applied[ClaimState]:
    senior = work.actor.may(Permission.CASE_ASSIGN)
    mine = claim.by == work.actor.id
    try:
        return move(claim.state, command, by=SENIOR if senior else PERSON, holder=mine)
    except MoveRefused:
        pass
    if claim.by is not None and not mine:
        until = f"{claim.until:%Y-%m-%d %H:%M} UTC" if claim.until else ""
        raise ClaimedByOther(who=claim.by_name, case=case_id, until=until)
    if claim.state is ClaimState.ESCALATED and not senior:
        raise CaseEscalated(case=case_id)
    raise ClaimRefused(case=case_id, state=claim.state.value, command=_DONE[command])


def _write(work: Work, row: Row[Any], claim: Claim, event: str, **facts: Any) -> None:
    store.save(work.connection, row.id, claim)
    work.record(Event(event), subject=("case", row.id), service_id=row.service_id, **facts)


def _until(work: Work) -> datetime:
    return work.now + timedelta(minutes=work.node.settings.claim_minutes)


def _said(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
