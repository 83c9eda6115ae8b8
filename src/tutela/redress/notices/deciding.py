"""Deciding a notice: a person says what comes of it, and whoever gave it is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tutela.casework import noticed
from tutela.casework.persons import require_person
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.redress.notices import deadline, mailing, resuming, store, store_mail
from tutela.redress.notices.errors import (
    DuplicateUnknown,
    NoticeUnknown,
    NotUnfounded,
    WordsForNotifier,
)
from tutela.redress.notices.machine import Command, NoticeState, move
from tutela.redress.notices.model import FOUNDED, MailKind, Outcome
from tutela.reporting.words import is_plain

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.redress.notices.model import Mail, Notice

LONGEST_LIST: Final = 500
LONGEST_WORDS: Final = 5000


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person decides: the outcome, and words that whoever gave notice is told.

    `unfounded`: the notice was manifestly so (Article 23(2)); it is counted, and does nothing else.
    """

    outcome: Outcome
    told: str
    unfounded: bool = False
    duplicate_of: UUID | None = None


def list_notices(
    node: Node, actor: Actor, state: NoticeState | None = None, *, limit: int = LONGEST_LIST
) -> list[Notice]:
    """Notices that wait, the most urgent first, then those decided; or one state of them."""
    actor.require(Permission.NOTICE_READ)
    with node.read() as connection:
        return store.listed(connection, state, limit)


def show_notice(node: Node, actor: Actor, notice_id: UUID, *, purpose: str) -> Notice:
    """A notice with what it says; the look is recorded. Raises NoticeUnknown."""
    actor.require(Permission.NOTICE_READ)
    with node.work(actor, purpose=purpose) as work:
        one = _found(work, notice_id)
        work.record(Event.NOTICE_VIEW, subject=("notice", one.id), service_id=one.service_id)
        return one


def messages(node: Node, actor: Actor, notice_id: UUID) -> list[Mail]:
    """What was sent to whoever gave a notice, and its fate."""
    actor.require(Permission.NOTICE_READ)
    with node.read() as connection:
        return store_mail.of_notice(connection, notice_id)


def of_case(node: Node, actor: Actor, case_id: UUID) -> list[Notice]:
    """The notices of a case that `actor` was shown, those that wait first; none for who may read
    none.
    """
    if not actor.may(Permission.NOTICE_READ):
        return []
    with node.read() as connection:
        return store.of_case(connection, case_id)


def decide(node: Node, actor: Actor, notice_id: UUID, judgement: Judgement) -> list[Notice]:
    """Decides a notice, with all about the same places that joined it; the notices as they were.

    Only a person does, with the claim on its case, or taking it where nobody holds it. Each of
    those who gave notice is told the decision and what they may do against it (Article 16(5)).
    Raises NoticeUnknown, NoticeMoveRefused, WordsForNotifier, NotUnfounded, DuplicateUnknown,
    PersonNeeded, ClaimedByOther, CaseEscalated.
    """
    require_person(actor, Permission.NOTICE_DECIDE)
    _check(judgement)
    with node.work(actor, purpose="decide a notice") as work:
        found = _locked(work, notice_id)
        head = found[0]
        _check_duplicate(work, head, judgement)
        for one in found:
            _decide(work, one, judgement, Command.DECIDE)
            mailing.tell(work, one, MailKind.DECISION)
        waiting = store.waiting(work.connection, head.case_id)
        noticed.renew(work, head.service_id, head.case_id, waiting)
        return found


def redecide(
    work: Work, notice_id: UUID, judgement: Judgement, *, answered: Collection[UUID]
) -> list[UUID]:
    """Changes what was decided on a notice, and on all that joined it, on a complaint; each of
    those who gave notice is told, but for `answered`, whom the answer to their own complaint tells.
    Returns which they are. Whoever acts was checked before.

    Raises NoticeUnknown, also where what it said is erased; WordsForNotifier.
    """
    _check(judgement)
    same = store.lock_same(work.connection, notice_id)
    decided = [each for each in same if each.state is NoticeState.DECIDED]
    if notice_id not in {each.id for each in decided}:
        raise NoticeUnknown(notice=notice_id)
    for each in decided:
        _decide(work, each, judgement, Command.REDECIDE)
        if each.id not in answered:
            mailing.tell(work, each, MailKind.CHANGED)
    return [each.id for each in decided]


def take_back(work: Work, notice_id: UUID) -> list[UUID]:
    """The same where a complaint of whoever it was about was right: it was neither illegal nor
    against the terms. Those who gave notice are told so, and nothing of what that user said, nor
    of what they were answered. None where what it said is erased: nobody is there to be told.
    """
    same = store.lock_same(work.connection, notice_id)
    decided = [each for each in same if each.state is NoticeState.DECIDED]
    for each in decided:
        _decide(work, each, Judgement(Outcome.NOT_ILLEGAL, told=""), Command.REDECIDE)
        store.save(work.connection, each.id, asked_at=None)  # found right again, it is asked again
        mailing.tell(work, each, MailKind.COMPLAINT)
    return [each.id for each in decided]


def _check(judgement: Judgement) -> None:
    if not is_plain(judgement.told, LONGEST_WORDS):
        raise WordsForNotifier
    if judgement.unfounded and judgement.outcome in FOUNDED:
        raise NotUnfounded
    if (judgement.outcome is Outcome.DUPLICATE) is (judgement.duplicate_of is None):
        raise DuplicateUnknown


def _locked(work: Work, notice_id: UUID) -> list[Notice]:
    """The notice that is decided, and those that joined it; their case is claimed.

    The case comes first, as where a notice is taken in: so neither waits for the other for ever.
    Raises NoticeUnknown, NoticeMoveRefused, ClaimedByOther, CaseEscalated.
    """
    one = _found(work, notice_id)
    move(one.state, Command.DECIDE)
    if one.paused_until:  # somebody looks at it before its day
        resuming.resume(work, one.joined_id or one.id)
        one = _found(work, notice_id)
    noticed.take(work, one.case_id)
    work.waited()
    return store.lock_all(work.connection, one.joined_id or one.id)


def _found(work: Work, notice_id: UUID) -> Notice:
    """Raises NoticeUnknown."""
    one = store.find(work.connection, notice_id)
    if one is None:
        raise NoticeUnknown(notice=notice_id)
    return one


def _check_duplicate(work: Work, one: Notice, judgement: Judgement) -> None:
    if judgement.duplicate_of is None:
        return
    other = store.find(work.connection, judgement.duplicate_of)
    if other is None or other.service_id != one.service_id or other.state is NoticeState.RECEIVED:
        raise DuplicateUnknown


def _decide(work: Work, one: Notice, judgement: Judgement, command: Command) -> None:
    moved = move(one.state, command)
    profile = deadline.profile_at(work.now)
    store.save(
        work.connection,
        one.id,
        state=moved.target.value,
        outcome=judgement.outcome.value,
        told=judgement.told.strip(),
        unfounded=judgement.unfounded,
        duplicate_of_id=judgement.duplicate_of,
        decided_at=work.now,
        decided_by=work.actor.id,
        decided_by_name=work.actor.name,
        erase_at=deadline.kept_until(profile, work.now),
    )
    work.record(
        Event(moved.event),
        subject=("notice", one.id),
        service_id=one.service_id,
        profile=profile.id,
        case=str(one.case_id),
        outcome=judgement.outcome.value,
        unfounded=judgement.unfounded,
        late=work.now > one.due_at if command is Command.DECIDE else None,
    )
