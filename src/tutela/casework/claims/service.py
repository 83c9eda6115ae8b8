"""Claiming cases: the next one or this one, giving it back, to others, or to the seniors."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tutela.casework.claims import keeping, noting, store
from tutela.casework.claims.errors import (
    CannotTakeCases,
    NothingToClaim,
    OnlyForOthers,
    SkipReasonUnknown,
    WordsMissing,
)
from tutela.casework.claims.machine import Command
from tutela.casework.claims.model import NoteKind, SkipReason
from tutela.casework.errors import CaseUnknown
from tutela.casework.persons import require_person
from tutela.platform.absences import service as absences
from tutela.platform.accounts import store as accounts
from tutela.platform.accounts.errors import AccountUnknown
from tutela.platform.accounts.signin import normal_name
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from typing import Any
    from uuid import UUID

    from sqlalchemy import Row

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work


def take_next(node: Node, actor: Actor) -> UUID | None:
    """Gives `actor` the most urgent case that nobody holds and they did not skip; None if none.

    Callers at the same time never get the same case. Raises PersonNeeded.
    """
    require_person(actor, Permission.CASE_DECIDE)
    with node.work(actor, purpose="take the next case") as work:
        senior = actor.may(Permission.CASE_ASSIGN)
        found = store.next_case(work.connection, actor.id, work.now, senior=senior)
        if found is not None:
            keeping.take(work, _locked(work, found))
        return found


def take(node: Node, actor: Actor, case_id: UUID) -> None:
    """Gives `actor` this case; a claim of their own is renewed.

    Raises CaseUnknown, ClaimedByOther, CaseEscalated, NothingToClaim, OnlyForOthers, PersonNeeded.
    """
    require_person(actor, Permission.CASE_DECIDE)
    with node.work(actor, purpose="take a case") as work:
        row = _waiting(work, case_id)
        if not store.may_decide(work.connection, case_id, actor.id):
            raise OnlyForOthers(case=case_id)
        keeping.take(work, row)


def release(node: Node, actor: Actor, case_id: UUID) -> None:
    """Gives back a case that `actor` holds. Raises CaseUnknown, ClaimedByOther, ClaimRefused."""
    require_person(actor, Permission.CASE_DECIDE)
    with node.work(actor, purpose="release a case") as work:
        keeping.give_up(work, _locked(work, case_id), Command.RELEASE, {})


def skip(node: Node, actor: Actor, case_id: UUID, *, why: str, words: str = "") -> None:
    """Leaves a case to others; `take_next` spares `actor` this one for `skip_hours`.

    `why` is one of SkipReason, and OTHER needs words. It stands with the case and not in the log:
    what somebody cannot bear is nothing to keep for good. Raises SkipReasonUnknown, WordsMissing,
    CaseUnknown, NothingToClaim, ClaimedByOther, CaseEscalated.
    """
    require_person(actor, Permission.CASE_DECIDE)
    reason = _reason(why)
    if reason is SkipReason.OTHER:
        _require_words(words)
    with node.work(actor, purpose="skip a case") as work:
        row = _waiting(work, case_id)
        until = work.now + timedelta(hours=node.settings.skip_hours)
        noted = noting.add(work, row, NoteKind.SKIP, words, why=reason, until=until)
        keeping.give_up(work, row, Command.SKIP, noted)


def escalate(node: Node, actor: Actor, case_id: UUID, *, words: str) -> None:
    """Leaves a case to the seniors, with the reason in words.

    Raises WordsMissing, CaseUnknown, NothingToClaim, ClaimedByOther, CaseEscalated.
    """
    require_person(actor, Permission.CASE_DECIDE)
    _require_words(words)
    with node.work(actor, purpose="escalate a case") as work:
        row = _waiting(work, case_id)
        noted = noting.add(work, row, NoteKind.ESCALATE, words)
        keeping.give_up(work, row, Command.ESCALATE, noted)


def reassign(node: Node, actor: Actor, case_id: UUID, *, name: str, words: str) -> None:
    """Gives a case to the person with the account `name`, or who stands in, whoever holds it.

    Raises PersonAway, AccountUnknown, CannotTakeCases, WordsMissing, CaseUnknown, NothingToClaim.
    """
    require_person(actor, Permission.CASE_ASSIGN)
    _require_words(words)
    with node.work(actor, purpose="reassign a case") as work:
        row = _waiting(work, case_id)
        found = accounts.find_account(work.connection, normal_name(name))
        if found is None:
            raise AccountUnknown(name=repr(name))
        if found.disabled_at is not None or not found.actor.may(Permission.CASE_DECIDE):
            raise CannotTakeCases(name=found.name)
        person, called = absences.receiver(work.connection, found, work.now)
        noted = noting.add(work, row, NoteKind.REASSIGN, words)
        keeping.give_to(work, row, str(person), called, noted)


def comment(node: Node, actor: Actor, case_id: UUID, *, words: str) -> None:
    """Keeps words with a case, for whoever works on it. Raises WordsMissing and CaseUnknown."""
    require_person(actor, Permission.CASE_COMMENT)
    _require_words(words)
    with node.work(actor, purpose="comment on a case") as work:
        row = _locked(work, case_id)
        noting.comment(work, row, words)
        keeping.prolong(work, case_id)


def _locked(work: Work, case_id: UUID) -> Row[Any]:
    row = store.lock(work.connection, case_id)
    if row is None:
        raise CaseUnknown(case=case_id)
    work.waited()
    return row


def _waiting(work: Work, case_id: UUID) -> Row[Any]:
    """The case, locked, with something to decide. Raises CaseUnknown and NothingToClaim."""
    row = _locked(work, case_id)
    if not row.waits:
        raise NothingToClaim(case=case_id)
    return row


def _reason(why: str) -> SkipReason:
    try:
        return SkipReason(why)
    except ValueError:
        raise SkipReasonUnknown(choices=", ".join(SkipReason)) from None


def _require_words(words: str) -> None:
    if not words.strip():
        raise WordsMissing
