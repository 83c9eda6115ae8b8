"""Access to a database of the Centre: a provider asks, a person at the Centre decides, it ends."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tutela.exchanges import forms, moves, releasing, store
from tutela.exchanges.errors import AccessLives, AccessMoveRefused, ExchangeInvalid
from tutela.exchanges.machine import CENTRE, AccessCommand, AccessState, move_access
from tutela.exchanges.model import LONGEST_PERIOD, Access, Category
from tutela.federation import posting
from tutela.federation import store as peers
from tutela.federation.errors import PeerUnknown
from tutela.federation.kinds import (
    ACCESS_ENDED,
    ACCESS_GRANTED,
    ACCESS_REFUSED,
    ACCESS_REQUESTED,
    INDICATOR_SOUGHT,
)
from tutela.law import catalogue, draft
from tutela.law.durations import Duration
from tutela.platform.audit.canonical import instant_text
from tutela.platform.audit.model import Event
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work

PATIENCE: Final = timedelta(minutes=10)
"""How long an answer may take before what is missing is asked for again."""


def longest() -> Duration:
    """How long an access may last: as long as the order that it serves (Article 7(9))."""
    limit = catalogue.load(draft.PROFILE).deadline(LONGEST_PERIOD).limit
    assert isinstance(limit, Duration)  # noqa: S101 - the profile is ours, and tested
    return limit


def ask(
    node: Node,
    actor: Actor,
    centre_id: UUID,
    *,
    category: Category,
    purpose: str,
    basis: str,
    begins_at: datetime,
    ends_at: datetime,
) -> UUID:
    """Asks the Centre for access to one of its databases; its id (Article 46(2) and (4)).

    `basis` names the order or other basis. Raises Forbidden, ExchangeElsewhere,
    ExchangeNeedsPerson, ExchangeInvalid, PeerUnknown, PeerNotActive and AccessLives.
    """
    moves.require(node, actor, Permission.EXCHANGE_ASK, NodeRole.PROVIDER)
    why = forms.words_of(purpose, phrase("what the access is for"))
    order = forms.words_of(basis, phrase("which order or other basis it rests on"))
    with node.work(actor, purpose="ask for access to indicators") as work:
        centre = peers.find_peer(work.connection, centre_id)
        if centre is None or centre.role is not NodeRole.CENTRE:
            raise PeerUnknown(peer=centre_id)
        forms.period_of(begins_at, ends_at, longest(), work.now)
        if store.accesses(
            work.connection,
            store.access_of(centre_id),
            store.access_to(category),
            store.access_in(AccessState.OVER),
        ):
            raise AccessLives
        one_id = work.new_id()
        one = requested(
            work, one_id, centre_id, one_id, category=category, purpose=why, basis=order,
            period=(begins_at, ends_at), by=actor.name, source=centre.name,
        )  # fmt: skip
        if not store.add_access(work.connection, one):
            raise AccessLives
        moves.record_access(work, Event.ACCESS_ASK, one, reason=why)
        body = {
            "access": str(one_id),
            "category": category.value,
            "purpose": why,
            "basis": order,
            "begins_at": instant_text(begins_at),
            "ends_at": instant_text(ends_at),
        }
        posting.post(work, centre_id, ACCESS_REQUESTED, moves.about_access(one_id), body)
    return one_id


def requested(
    work: Work, one_id: UUID, peer_id: UUID, given_id: UUID, *, category: Category, purpose: str,
    basis: str, period: tuple[datetime, datetime], by: str, source: str,
) -> Access:  # fmt: skip
    """An access that is asked for, on either node."""
    return Access(
        id=one_id,
        peer_id=peer_id,
        given_id=given_id,
        category=category,
        purpose=purpose,
        basis=basis,
        begins_at=period[0],
        ends_at=period[1],
        state=AccessState.REQUESTED,
        profile=draft.PROFILE,
        asked_at=work.now,
        asked_by_name=by,
        decided_at=None,
        decided_by_name="",
        reason="",
        source=source,
        bank="",
        number=0,
        sought=None,
        sought_at=None,
        heard_at=None,
        refused=0,
        asked_until=None,
        asked_basis="",
        over_at=None,
        erased_at=None,
    )


def grant(
    node: Node, actor: Actor, access_id: UUID, *, reason: str, ends_at: datetime | None = None
) -> None:
    """Grants an access for the period that was asked for, or until earlier (Article 46(4)).

    Raises AccessUnknown, AccessMoveRefused, ExchangeInvalid and PeerNotActive.
    """
    moves.require(node, actor, Permission.EXCHANGE_DECIDE, NodeRole.CENTRE)
    why = forms.words_of(reason, phrase("why it is granted"))
    with node.work(actor, purpose="grant access to indicators") as work:
        one = moves.required_access(work, access_id)
        move_access(one.state, AccessCommand.GRANT, CENTRE)
        until = min(ends_at or one.ends_at, one.ends_at)
        forms.period_of(one.begins_at, until, longest(), work.now)
        moves.access(
            work,
            one,
            AccessCommand.GRANT,
            CENTRE,
            reason=why,
            ends_at=until,
            decided_at=work.now,
            decided_by_name=actor.name,
        )
        body = {
            "access": str(one.given_id),
            "begins_at": instant_text(one.begins_at),
            "ends_at": instant_text(until),
        }
        posting.post(work, one.peer_id, ACCESS_GRANTED, moves.about_access(one.given_id), body)
        work.defer(releasing.PUSH, access_id=str(one.id))


def refuse(node: Node, actor: Actor, access_id: UUID, *, reason: str) -> None:
    """Refuses an access, and tells the provider why.

    Raises AccessUnknown, AccessMoveRefused, ExchangeInvalid and PeerNotActive.
    """
    moves.require(node, actor, Permission.EXCHANGE_DECIDE, NodeRole.CENTRE)
    why = forms.words_of(reason, phrase("why it is not granted"), forms.LONGEST_WORDS)
    with node.work(actor, purpose="refuse access to indicators") as work:
        one = moves.required_access(work, access_id)
        moves.access(
            work,
            one,
            AccessCommand.REFUSE,
            CENTRE,
            reason=why,
            decided_at=work.now,
            decided_by_name=actor.name,
        )
        body = {"access": str(one.given_id), "reason": why}
        posting.post(work, one.peer_id, ACCESS_REFUSED, moves.about_access(one.given_id), body)


def end(node: Node, actor: Actor, access_id: UUID, *, reason: str) -> None:
    """Ends an access before its time: the provider stops matching, and erases what it got.

    Raises AccessUnknown, AccessMoveRefused and ExchangeInvalid.
    """
    moves.require(node, actor, Permission.EXCHANGE_DECIDE, NodeRole.CENTRE)
    why = forms.words_of(reason, phrase("why it ends"), forms.LONGEST_WORDS)
    with node.work(actor, purpose="end an access to indicators") as work:
        one = moves.required_access(work, access_id)
        moves.access(work, one, AccessCommand.END, CENTRE, reason=why)
        body = {"access": str(one.given_id), "reason": why}
        # At once, and once more in its place: it must not come before what it ends and be lost.
        for subject in (moves.about_withdrawals(one.given_id), moves.about_access(one.given_id)):
            posting.post(work, one.peer_id, ACCESS_ENDED, subject, body)


def ask_again(node: Node, actor: Actor, access_id: UUID, *, after: int = 0) -> None:
    """Has the Centre tell everything since a number once more; what is here already stays.

    Raises AccessUnknown, AccessMoveRefused, ExchangeInvalid and PeerNotActive.
    """
    moves.require(node, actor, Permission.EXCHANGE_ASK, NodeRole.PROVIDER)
    with node.work(actor, purpose="ask for indicators again") as work:
        one = moves.required_access(work, access_id)
        if one.state is not AccessState.GRANTED:
            raise AccessMoveRefused(state=one.state.words, command="ask again")
        if not 0 <= after <= one.number:
            problem = phrase("the number is from 0 to {number}.", number=one.number)
            raise ExchangeInvalid(problem=problem)
        store.save_access(work.connection, one.id, number=after)
        seek(work, one, after)


def seek(work: Work, one: Access, after: int) -> None:
    """Asks the Centre for what follows a number."""
    body = {"access": str(one.given_id), "after": after}
    if posting.offer(work, one.peer_id, INDICATOR_SOUGHT, moves.about_access(one.given_id), body):
        store.save_access(work.connection, one.id, sought=after, sought_at=work.now)
        moves.record_access(work, Event.ACCESS_SEEK, one, after=after)


def seek_once(work: Work, one: Access, after: int) -> None:
    """The same, unless that was asked for just now."""
    waits = one.sought == after and one.sought_at and work.now - one.sought_at < PATIENCE
    if not waits:
        seek(work, one, after)
