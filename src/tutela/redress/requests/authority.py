"""What officers of the authority do with a request: check, pass on, answer, or decline."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from tutela.federation import posting
from tutela.federation import store as peers
from tutela.federation.kinds import VICTIM_SEARCH
from tutela.platform.audit.model import Event
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission
from tutela.redress.requests import following, given, mailing, moves, store, wire
from tutela.redress.requests.errors import (
    ConflictRecorded,
    NobodyShown,
    NoCentre,
    NoRepresentative,
    PaperDateWrong,
    VictimRequestErased,
    VictimRequestUnknown,
)
from tutela.redress.requests.machine import Command, VictimState
from tutela.redress.requests.model import STILL, Check, Paper, Preference, Who
from tutela.redress.requests.people import require_officer, require_role, require_words

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from tutela.federation.model import Peer
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.redress.requests.model import VictimRequest

LISTED: Final = 200


@dataclass(frozen=True, slots=True)
class Representing:
    """What an officer saw and heard of whoever asks for somebody else."""

    kind: str
    dated: date
    conflict: bool


def requests(node: Node, actor: Actor, *, over: bool = False) -> list[VictimRequest]:
    """What waits, what is due first; or what is over, the latest first."""
    actor.require(Permission.VICTIM_READ)
    require_role(node, NodeRole.AUTHORITY)
    with node.read() as connection:
        return store.listed(node, connection, over=over, most=LISTED)


def look(node: Node, actor: Actor, request_id: UUID, *, purpose: str) -> VictimRequest:
    """One request, unsealed; the look is recorded. Raises VictimRequestUnknown."""
    actor.require(Permission.VICTIM_READ)
    require_role(node, NodeRole.AUTHORITY)
    with node.work(actor, purpose=purpose) as work:
        one = store.find(node, work.connection, request_id)
        if one is None:
            raise VictimRequestUnknown(request=request_id)
        moves.record(work, Event.VICTIM_REQUEST_VIEW, one)
        return one


def letter(node: Node, actor: Actor, request_id: UUID, *, purpose: str) -> bytes:
    """The answer as a PDF, for whoever is given it by hand, whatever they chose to be told; the
    look is recorded.

    Raises VictimRequestUnknown, VictimRequestErased, NoAnswerYet and LetterUnset.
    """
    one = look(node, actor, request_id, purpose=purpose)
    if one.content is None:
        raise VictimRequestErased
    with node.read() as connection:
        own = peers.own_name(connection)
    told = following.followed(replace(one, preference=Preference.ALL))
    return following.printed(node, one, told, own.name if own else "")


def identify(node: Node, actor: Actor, request_id: UUID, *, how: str) -> None:
    """Records how somebody showed who they are, in words; no copy of a paper is ever kept.

    Raises VictimWordsMissing, VictimRequestUnknown and VictimMoveRefused.
    """
    require_officer(node, actor, NodeRole.AUTHORITY)
    words = require_words(how)
    with node.work(actor, purpose="check who asks") as work:
        one = _checking(work, request_id)
        check = Check(words, actor.name, work.now)
        content = replace(one.known, identity=check)
        store.save_content(node, work.connection, one.id, content)
        moves.record(work, Event.VICTIM_REQUEST_IDENTIFY, one)


def represent(node: Node, actor: Actor, request_id: UUID, seen: Representing) -> None:
    """Records by what paper somebody may ask for another, and whether a report may be about them.

    Then it can only be refused: nobody learns through this of reports on themselves.

    Raises NoRepresentative, PaperDateWrong, ConflictRecorded, VictimWordsMissing,
    VictimRequestUnknown and VictimMoveRefused.
    """
    require_officer(node, actor, NodeRole.AUTHORITY)
    kind = require_words(seen.kind)
    with node.work(actor, purpose="check whoever asks for another") as work:
        one = _checking(work, request_id)
        if one.who is Who.SELF:
            raise NoRepresentative
        if seen.dated > work.now.date():
            raise PaperDateWrong
        before = one.known.paper
        if before and before.conflict and before.by_name == actor.name:
            raise ConflictRecorded
        paper = Paper(kind, seen.dated, seen.conflict, actor.name, work.now)
        store.save_content(node, work.connection, one.id, replace(one.known, paper=paper))
        moves.record(work, Event.VICTIM_REQUEST_REPRESENT, one, conflict=seen.conflict)


def pass_on(node: Node, actor: Actor, request_id: UUID) -> None:
    """Asks the Centre to search: by a number, and by what stands for the item. Nothing else goes.

    Raises NobodyShown, NoCentre, VictimRequestUnknown and VictimMoveRefused.
    """
    require_officer(node, actor, NodeRole.AUTHORITY)
    with node.work(actor, purpose="ask the Centre to search") as work:
        one = _kept(work, request_id)
        if one.state is VictimState.IDENTITY_CHECK and not one.shown:
            raise NobodyShown
        centre = _centre(work)
        facts = {"identity-shown": one.shown}
        moves.apply(
            work,
            one,
            Command.PASS_ON,
            facts=facts,
            centre_id=centre.id,
            passed_at=work.now,
            problem="",
        )
        said = wire.search(one.number, one.asked, given.signals(one.known.item), one.profile)
        posting.post(work, centre.id, VICTIM_SEARCH, wire.subject(one.number), said)


def decline(
    node: Node, actor: Actor, request_id: UUID, *, words: str, representative: bool = False
) -> None:
    """Ends a request that cannot go on, with words for whoever asked: nobody showed who they are;
    or, with `representative`, whoever asks for another may not.

    Raises VictimWordsMissing, NoRepresentative, VictimRequestUnknown and VictimMoveRefused.
    """
    require_officer(node, actor, NodeRole.AUTHORITY)
    why = require_words(words)
    with node.work(actor, purpose="decline a request") as work:
        one = _checking(work, request_id)
        if representative and one.who is Who.SELF:
            raise NoRepresentative
        command = Command.REFUSE_REPRESENTATIVE if representative else Command.DECLINE
        facts = {
            "identity-not-shown": one.known.identity is None,
            "representative-unfit": not one.shown,
        }
        state = moves.apply(work, one, command, facts=facts)
        content = replace(one.known, declined=why)
        store.save_content(node, work.connection, one.id, content)
        mailing.tell(work, replace(one, state=state, content=content))


def answer(node: Node, actor: Actor, request_id: UUID, *, words: str) -> None:
    """Answers the person: what was found goes with it. Whether they see it is for them to say.

    Raises VictimWordsMissing, VictimRequestUnknown and VictimMoveRefused.
    """
    require_officer(node, actor, NodeRole.AUTHORITY)
    answered = require_words(words)
    with node.work(actor, purpose="answer a request") as work:
        one = _kept(work, request_id)
        state = moves.apply(
            work,
            one,
            Command.ANSWER,
            answered_at=work.now,
            answered_by=actor.id,
            answered_by_name=actor.name,
            news_at=None,
        )
        content = replace(one.known, answer=answered, told=one.known.found)
        store.save_content(node, work.connection, one.id, content)
        mailing.tell(work, replace(one, state=state, content=content, answered_at=work.now))


def request_order(node: Node, actor: Actor, request_id: UUID) -> None:
    """Records that an order was asked for, since it is still there (Article 14). The order itself
    is another procedure. Raises VictimRequestUnknown and VictimMoveRefused.
    """
    require_officer(node, actor, NodeRole.AUTHORITY)
    with node.work(actor, purpose="ask for a removal order") as work:
        one = _kept(work, request_id)
        still = any(each.removal in STILL for each in one.known.found)
        moves.apply(work, one, Command.REQUEST_ORDER, facts={"still-there": still})


def _checking(work: Work, request_id: UUID) -> VictimRequest:
    """A request whose asker is being checked, locked; checking begins with the first act."""
    one = _kept(work, request_id)
    if one.state is VictimState.RECEIVED:
        return replace(one, state=moves.apply(work, one, Command.CHECK_IDENTITY))
    if one.state is not VictimState.IDENTITY_CHECK:
        moves.apply(work, one, Command.CHECK_IDENTITY)  # refuses, and says why
    return one


def _kept(work: Work, request_id: UUID) -> VictimRequest:
    one = store.find(work.node, work.connection, request_id, locked=True)
    if one is None:
        raise VictimRequestUnknown(request=request_id)
    if one.content is None:
        raise VictimRequestErased
    return one


def _centre(work: Work) -> Peer:
    """The Centre: there is one. Raises NoCentre."""
    for one in peers.peers(work.connection):
        if one.believed_as(NodeRole.CENTRE):
            return one
    raise NoCentre
