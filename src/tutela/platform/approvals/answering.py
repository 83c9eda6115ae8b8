"""Answering: another person approves or declines; whoever asked recalls, or uses a permit.

The act is carried out in the transaction of its approval, under the lock of the request: once, or
not at all. Who is who is told by the ids of accounts, which no renaming changes.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tutela.platform.accounts import proving
from tutela.platform.accounts import store as accounts
from tutela.platform.actor import ActorKind
from tutela.platform.approvals import alone, store, unagreed
from tutela.platform.approvals.acts import TERMS
from tutela.platform.approvals.errors import (
    AnswerNeedsPerson,
    AnswerReasonMissing,
    AskerMayNot,
    GainsByIt,
    InAskersHands,
    MadeAlone,
    NobodyAgreesHere,
    NotAlone,
    NotYourRequest,
    OnlyOnePerson,
    OwnRequest,
    RequestMoveRefused,
    RequestUnknown,
    StillCooling,
)
from tutela.platform.approvals.gaining import gainers
from tutela.platform.approvals.machine import REQUEST, Command, Party, move
from tutela.platform.approvals.model import Act
from tutela.platform.audit.model import Event

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutela.platform.accounts.model import Account, Session
    from tutela.platform.actor import Actor
    from tutela.platform.approvals.model import Doer, Request, State
    from tutela.platform.node import Node
    from tutela.platform.permissions import Permission
    from tutela.platform.work import Work

    Doers = Mapping[Act, Doer]

# An account that somebody could open by what they did so lately may still be in their hands.
HANDLED = timedelta(days=7)
_HANDLING = (Event.ACCOUNT_PASSWORD, Event.FACTOR_RESET, Event.ACCOUNT_LINK)


def approve(node: Node, actor: Actor, request_id: UUID, *, reason: str, doers: Doers) -> Request:
    """Another person agrees, and the act is done, or permitted once to whoever asked.

    Raises RequestUnknown, AnswerNeedsPerson, Forbidden, OwnRequest, GainsByIt, InAskersHands,
    MadeAlone, OnlyOnePerson, AskerMayNot, AnswerReasonMissing, RequestMoveRefused, and whatever the
    act itself refuses: then the request waits on.
    """
    with node.work(actor, purpose="approve a request") as work:
        one = _waiting(work, request_id)
        _require_another(work, one)
        if one.asked.act is Act.ALONE or alone.in_force(work.connection):
            raise NobodyAgreesHere
        if work.actor.id in gainers(work.connection, one.asked):
            raise GainsByIt
        _require_able(work, one)
        terms = TERMS[one.asked.act]
        command = Command.PERMIT if terms.permits else Command.APPROVE
        _answer(work, one, command, Party.ANOTHER, reason)
        work.marks["request"] = str(one.id)
        if not terms.permits:
            doers[one.asked.act](work, one)
        return _required(work, request_id)


def confirm(node: Node, session: Session, request_id: UUID, *, doers: Doers) -> Request:
    """The only person carries out what has cooled off, with a fresh passkey.

    Raises RequestUnknown, Forbidden, NotAlone, StillCooling, PasskeyNeeded, RequestMoveRefused,
    and whatever the act itself refuses: then the request waits on.
    """
    with node.work(session.actor, purpose="carry out a request alone") as work:
        one = _waiting(work, request_id)
        terms = TERMS[one.asked.act]
        work.actor.require(terms.answers)
        if not _holds(work, work.actor.id, terms.answers):
            raise AnswerNeedsPerson
        _require_cooled(work, one)
        proving.require_passkey(work, session)
        work.marks |= {"request": str(one.id), alone.MARK: True}
        command = Command.CONFIRM_PERMIT if terms.permits else Command.CONFIRM
        apply(work, one, command, Party.ALONE, cooled=True)
        _sign(work, one, single_person=True)
        if not terms.permits:
            doers[one.asked.act](work, one)
        return _required(work, request_id)


def _require_cooled(work: Work, one: Request) -> None:
    """Raises NotAlone and StillCooling."""
    if one.asked.act is Act.ALONE:
        alone.require_one(work.connection)
    elif not alone.in_force(work.connection):
        raise NotAlone
    if one.ready_at is None:
        raise NotAlone
    if work.now < one.ready_at:
        raise StillCooling(ready=f"{one.ready_at:%d %B %Y, %H:%M} UTC")


def decline(node: Node, actor: Actor, request_id: UUID, *, reason: str) -> Request:
    """Another person does not agree, and the request is over.

    Raises RequestUnknown, AnswerNeedsPerson, Forbidden, OwnRequest, AnswerReasonMissing,
    RequestMoveRefused.
    """
    with node.work(actor, purpose="decline a request") as work:
        one = _waiting(work, request_id)
        _require_another(work, one)
        _answer(work, one, Command.DECLINE, Party.ANOTHER, reason)
        return _required(work, request_id)


def recall(node: Node, actor: Actor, request_id: UUID) -> Request:
    """Whoever asked takes the request back. Raises RequestUnknown, NotYourRequest and
    RequestMoveRefused.
    """
    with node.work(actor, purpose="recall a request") as work:
        one = _required(work, request_id, locked=True)
        if one.asked_by != actor.id:
            raise NotYourRequest
        apply(work, one, Command.RECALL, Party.ASKER)
        return _required(work, request_id)


def use_permit(work: Work, act: Act, subject: str) -> bool:
    """Uses up the permit of this actor for this very act, if there is one.

    Raises GainsByIt where whoever agreed gains by it meanwhile, as somebody who got the role since.
    """
    one = store.open_about(work.connection, act, subject, locked=True)
    if one is None or one.asked_by != work.actor.id or one.expires_at <= work.now:
        return False
    if (one.state, Command.USE) not in REQUEST.moves:
        return False
    if not one.single_person and one.answered_by in gainers(work.connection, one.asked):
        raise GainsByIt
    work.marks["request"] = str(one.id)
    if one.single_person:
        work.marks[alone.MARK] = True
    apply(work, one, Command.USE, Party.ASKER)
    return True


def apply(
    work: Work,
    one: Request,
    command: Command,
    by: Party,
    *,
    reason: str = "",
    cooled: bool = False,
) -> State:
    """Moves a locked request and says so in the log; what it held for its act ends with it."""
    moved = move(one.state, command, by=by, cooled=cooled)
    over = moved.target in REQUEST.finals
    store.save(
        work.connection,
        one.id,
        state=moved.target.value,
        **({"payload": {}} if over else {}),
    )
    work.record(
        Event(moved.event),
        subject=("request", one.id),
        service_id=one.asked.service_id,
        reason=reason,
        act=one.asked.act.value,
        about=one.asked.subject,
        asked_by=one.asked_by,
    )
    return moved.target


def _answer(work: Work, one: Request, command: Command, by: Party, reason: str) -> None:
    if not reason.strip():
        raise AnswerReasonMissing
    apply(work, one, command, by, reason=reason.strip())
    _sign(work, one, answer=reason.strip())


def _sign(work: Work, one: Request, **values: Any) -> None:
    """Writes who answered, when, and what they said."""
    store.save(
        work.connection,
        one.id,
        answered_by=work.actor.id,
        answered_name=work.actor.name,
        answered_at=work.now,
        **values,
    )


def _waiting(work: Work, request_id: UUID) -> Request:
    """The request, locked, if its time is not up."""
    one = _required(work, request_id, locked=True)
    work.waited()
    if one.expires_at <= work.now and one.state not in REQUEST.finals:
        raise RequestMoveRefused(state="expired", command="answer")
    return one


def _required(work: Work, request_id: UUID, *, locked: bool = False) -> Request:
    found = store.find(work.connection, request_id, locked=locked)
    if found is None:
        raise RequestUnknown(request=request_id)
    return found


def _require_another(work: Work, one: Request) -> None:
    """Whoever answers is a person, may answer now, and did not ask."""
    if work.actor.kind is not ActorKind.PERSON:
        raise AnswerNeedsPerson
    if work.actor.id == one.asked_by:
        raise OwnRequest
    work.actor.require(TERMS[one.asked.act].answers)
    if not _holds(work, work.actor.id, TERMS[one.asked.act].answers):
        raise AnswerNeedsPerson


def _require_able(work: Work, one: Request) -> None:
    """What an approval needs beyond its person: an asker who still may, and two hands."""
    if one.asked_kind is ActorKind.PERSON:
        if not _holds(work, one.asked_by, TERMS[one.asked.act].asks):
            raise AskerMayNot
    elif accounts.enabled_accounts(work.connection) == 1:
        raise OnlyOnePerson
    if work.actor.id in unagreed.people(work.connection, work.now):
        raise MadeAlone
    since = one.asked_at - HANDLED
    asker = (one.asked_kind, one.asked_by)
    answerer = (work.actor.kind, work.actor.id)
    for (kind, who), (_, account) in ((asker, answerer), (answerer, asker)):
        if store.acted_on(work.connection, kind, who, account, _HANDLING, since):
            raise InAskersHands


def _holds(work: Work, actor_id: str, permission: Permission) -> bool:
    """Whether the account of that id is enabled and holds a permission now, until we are done."""
    found = _account(work, actor_id)
    return found is not None and found.disabled_at is None and permission in found.permissions


def _account(work: Work, actor_id: str) -> Account | None:
    try:
        account_id = UUID(actor_id)
    except ValueError:
        return None
    return accounts.account_held(work.connection, account_id)
