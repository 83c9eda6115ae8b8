"""Other nodes: who is believed, whether each is reached, and what was refused."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from tutela.federation import keys, messages, posting, signing
from tutela.federation import peers as register
from tutela.federation.errors import NodeNameless, PeerCodeDiffers, PeerReasonMissing
from tutela.federation.machine import PEERS, OutState, PeerCommand, PeerState
from tutela.federation.wire import FRESH_SECONDS
from tutela.platform.accounts.model import Session
from tutela.platform.errors import NotFound, TutelaError
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.downloads import attached
from tutela.web.pages.given import Given, given, refusal
from tutela.web.pages.words import Moment, ago, short
from tutela.web.program import program_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tutela.federation.model import Outgoing, Peer
    from tutela.web.pages.given import Refusal

router = APIRouter(include_in_schema=False)
PATH = "/peers"
DESCRIBE, ADD, VERIFY, CHANGE = "describe", "add", "verify", "change"
Reading = Annotated[Session, Depends(needs(Permission.NODE_READ))]
Managing = Annotated[Session, Depends(needs(Permission.PEER_MANAGE))]
Sent = Annotated[Given, Depends(given)]
STATES = {
    PeerState.ADDED: phrase("not believed yet"),
    PeerState.ACTIVE: phrase("believed"),
    PeerState.SUSPENDED: phrase("suspended"),
    PeerState.ENDED: phrase("ended"),
}
BADGES = {
    PeerState.ADDED: "waiting",
    PeerState.ACTIVE: "delivered",
    PeerState.SUSPENDED: "dead",
    PeerState.ENDED: "withdrawn",
}
ACTS = {
    PeerCommand.SUSPEND: phrase("Suspend it: nothing goes either way, and what waits is kept"),
    PeerCommand.RESTORE: phrase("Believe it again"),
    PeerCommand.END: phrase("End it, for good"),
}
DONE = {
    "described": phrase("Said. Who believes this node is told."),
    "added": phrase("It is added, and not believed yet. Call them and compare its code."),
    "verified": phrase("It is believed. Messages go both ways from now on."),
    "changed": phrase("It is written down, with the reason."),
    "greeted": phrase("A greeting is on its way."),
    "retried": phrase("The message is on its way again."),
    "closed": phrase("The message is given up. What follows it can leave."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """Another node on the page."""

    id: UUID
    name: str
    role: str
    address: str
    state: PeerState
    badge: str
    words: str
    reason: str
    verified: str
    heard: Moment | None
    problem: str
    skew: int
    refusals: int
    refusal: str
    acts: tuple[PeerCommand, ...]


@dataclass(frozen=True, slots=True)
class Stuck:
    """A message to another node that has not arrived."""

    id: UUID
    short: str
    to: str
    kind: str
    about: str
    refused: bool
    problem: str
    made: Moment


@router.get(PATH)
def peers(request: Request, session: Reading, done: str = "") -> Response:
    """The other nodes, and what has not arrived."""
    return _page(request, session, notice=DONE.get(done, ""))


@router.post(PATH + "/describe")
def describe(request: Request, session: Managing, sent: Sent) -> Response:
    """Says what this node is called and where it takes messages."""
    node = program_of(request).node
    return _act(
        request, session, DESCRIBE, sent, "described",
        lambda: keys.describe(
            node, session.actor, name=sent.one("name"), address=sent.one("address")
        ),
    )  # fmt: skip


@router.get(PATH + "/descriptor.json")
def descriptor(request: Request, session: Reading) -> Response:
    """This node's descriptor, to be given away."""
    made = keys.descriptor(program_of(request).node, session.actor)
    return attached(json.dumps(made, indent=2), "application/json", "descriptor.json")


@router.post(PATH)
def add(request: Request, session: Managing, sent: Sent) -> Response:
    """Adds another node by its descriptor."""
    node = program_of(request).node
    return _act(
        request, session, ADD, sent, "added",
        lambda: register.add(node, session.actor, sent.one("descriptor")),
    )  # fmt: skip


@router.post(PATH + "/{peer_id:uuid}/verify")
def verify(request: Request, session: Managing, peer_id: UUID, sent: Sent) -> Response:
    """Believes another node, whose code somebody compared."""
    node = program_of(request).node
    note = sent.one("note")
    return _act(
        request, session, f"{VERIFY}-{peer_id}", sent, "verified",
        lambda: register.verify(
            node, session.actor, peer_id, code=sent.one("code"), note=note, reason=note
        ),
    )  # fmt: skip


@router.post(PATH + "/{peer_id:uuid}/change")
def change(request: Request, session: Managing, peer_id: UUID, sent: Sent) -> Response:
    """Suspends, restores or ends another node."""
    node = program_of(request).node

    def act() -> None:
        chosen = next((one for one in ACTS if one.value == sent.one("act")), PeerCommand.VERIFY)
        register.change(node, session.actor, peer_id, chosen, reason=sent.one("reason"))

    return _act(request, session, f"{CHANGE}-{peer_id}", sent, "changed", act)


@router.post(PATH + "/{peer_id:uuid}/greet")
def greet(request: Request, session: Managing, peer_id: UUID, sent: Sent) -> Response:
    """Sends a greeting, to see that the way is open."""
    node = program_of(request).node
    return _act(
        request, session, "", sent, "greeted",
        lambda: posting.greet(node, session.actor, peer_id),
    )  # fmt: skip


@router.post(PATH + "/messages/{message_id:uuid}/retry")
def retry(request: Request, session: Managing, message_id: UUID, sent: Sent) -> Response:
    """Sends a refused message again."""
    node = program_of(request).node
    return _act(
        request, session, "", sent, "retried",
        lambda: messages.retry(node, session.actor, message_id),
    )  # fmt: skip


@router.post(PATH + "/messages/{message_id:uuid}/close")
def close(request: Request, session: Managing, message_id: UUID, sent: Sent) -> Response:
    """Gives a refused message up."""
    node = program_of(request).node
    return _act(
        request, session, "", sent, "closed",
        lambda: messages.close(node, session.actor, message_id, reason=sent.one("reason")),
    )  # fmt: skip


def _act(
    request: Request, session: Session, form: str, sent: Given, word: str,
    act: Callable[[], object],
) -> Response:  # fmt: skip
    try:
        act()
    except NotFound:
        raise
    except TutelaError as error:
        field = {PeerCodeDiffers: "code", PeerReasonMissing: "note"}.get(type(error), "")
        return _page(request, session, problem=refusal(error, form, sent, field))
    return RedirectResponse(f"{PATH}?done={word}", status_code=303)


def _page(
    request: Request, session: Session, *, notice: str = "", problem: Refusal | None = None
) -> Response:
    node = program_of(request).node
    now = node.clock.now()
    found = register.list_peers(node, session.actor)
    names = {one.id: one.name for one in found}
    waiting = messages.list_out(node, session.actor, opened=True)
    try:
        own = keys.descriptor(node, session.actor)["descriptor"]
    except NodeNameless:
        own = None
    return templates.page(
        request,
        "peers.html",
        status=problem.status if problem else 200,
        own=own,
        own_code=signing.code_of(signing.raw(own["key"])) if own else "",
        own_role=node.identity.role.words,
        lists=_has_lists(session, node.identity.role, found),
        lines=[_line(one, now) for one in found],
        waiting=[_stuck(one, names[one.peer_id], now) for one in waiting],
        acts=ACTS,
        notice=notice,
        problem=problem,
        given=problem.given if problem else None,
        may_manage=session.actor.may(Permission.PEER_MANAGE),
    )


def _has_lists(session: Session, role: NodeRole, found: list[Peer]) -> bool:
    """Whether a provider knows the Centre, and somebody may see its lists."""
    known = any(one.role is NodeRole.CENTRE for one in found)
    may = session.actor.may(Permission.EXCHANGE_READ)
    return may and known and role is NodeRole.PROVIDER


def _line(one: Peer, now: datetime) -> Line:
    skewed = abs(one.skew_seconds) * 5 > FRESH_SECONDS
    return Line(
        id=one.id,
        name=one.name,
        role=one.role.words,
        address=one.address,
        state=one.state,
        badge=BADGES[one.state],
        words=STATES[one.state],
        reason=one.state_reason,
        verified=one.verified_by_name,
        heard=ago(one.heard_at, now) if one.heard_at else None,
        problem=one.problem,
        skew=one.skew_seconds if skewed else 0,
        refusals=one.refusals,
        refusal=one.refusal,
        acts=_possible(one.state),
    )


def _possible(state: PeerState) -> tuple[PeerCommand, ...]:
    return tuple(one for one in ACTS if (state, one) in PEERS.moves)


def _stuck(one: Outgoing, to: str, now: datetime) -> Stuck:
    return Stuck(
        id=one.id,
        short=short(one.id),
        to=to,
        kind=one.kind,
        about=one.subject,
        refused=one.state is OutState.REFUSED,
        problem=one.problem,
        made=ago(one.sent_at, now),
    )
