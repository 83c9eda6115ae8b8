"""The authority's part: it asks, brings what the court signed, and follows what becomes of it.

Source: COM(2022) 209, Articles 14(1), 27 to 29 and 39(2). It never signs an order itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tutela.federation import store as peers
from tutela.federation.errors import PeerUnknown
from tutela.federation.kinds import REMOVAL_FINAL, REMOVAL_ISSUED, REMOVAL_WORD
from tutela.law.draft import PROFILE
from tutela.law.languages import NAMES
from tutela.law.machines.parts import Party
from tutela.orders.removal import arriving, checking, copies, moves, papers, store, telling, words
from tutela.orders.removal.checking import Here
from tutela.orders.removal.errors import (
    OrderDiffers,
    OrderRefused,
    PaperUnreadable,
    ProviderUnsuited,
    RemovalMoveRefused,
    RequestInvalid,
)
from tutela.orders.removal.machine import Command, RemovalState
from tutela.orders.removal.said import About, Issued, Spoken
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from tutela.federation.model import Peer
    from tutela.orders.removal.moves import Opened
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work

PURPOSE: Final = "ask for a removal order"
ENGLISH: Final = "en"


@dataclass(frozen=True, slots=True)
class Draft:
    """What an officer writes. `days` are those of non-disclosure, none for 0."""

    provider: UUID
    service: str
    definitions: Sequence[str]
    targets: Sequence[str] = field(repr=False)
    reasons: str = field(repr=False)
    language: str = ENGLISH
    days: int = 0
    days_reason: str = field(default="", repr=False)


def draft(node: Node, actor: Actor, given: Draft) -> UUID:
    """Asks for an order; its id, the same at every node. Nothing leaves before a court signed.

    Raises RemovalNeedsPerson, RemovalNotHere, PeerUnknown, ProviderUnsuited and RequestInvalid.
    """
    _require(node, actor, Permission.ORDER_REGISTER)
    with node.work(actor, purpose=PURPOSE) as work:
        provider = _provider(work, given.provider)
        request = _request(work, given, provider)
        one = arriving.keep(work, request, NODE_SERVICE)
        moves.record(
            work, one, Event.REMOVAL_DRAFT, provider=str(provider.id), items=len(request.targets)
        )
    return one.id


def refuse(node: Node, actor: Actor, order_id: UUID, *, reason: str) -> None:
    """Records that the court refused. Raises RemovalUnknown, RemovalMoveRefused,
    RemovalWordsMissing, RemovalNeedsPerson and RemovalNotHere.
    """
    _require(node, actor, Permission.ORDER_DECIDE)
    why = moves.require_words(reason, "what the court said")
    with node.work(actor, purpose="record that a court refused") as work:
        one = moves.locked(work, order_id)
        moves.move(work, one, Command.REFUSE, Party.COURT, reason=why)


def issue(node: Node, actor: Actor, given: object) -> UUID:
    """Sends what the court signed to the provider, and a copy to the Centre; the order's id.

    Raises PaperUnreadable, OrderRefused, OrderDiffers, RemovalUnknown, RemovalMoveRefused,
    PeerUnknown, PeerNotActive, RemovalNeedsPerson and RemovalNotHere.
    """
    _require(node, actor, Permission.ORDER_DECIDE)
    order, _ = papers.read_order(given)
    signed = dict(given) if isinstance(given, dict) else {}
    with node.work(actor, purpose="bring a signed removal order to the provider") as work:
        one = moves.locked(work, order.request.id)
        if one.request != order.request:
            raise OrderDiffers(order=one.id)
        _checked(work, signed)
        moved = moves.move(
            work, one, Command.SIGN, Party.COURT, said={"signed": signed},
            facts={"issuer-is-not-requester": True}, told={"court": order.court},
            court=order.court, issued_at=order.issued_at,
            hidden_until=checking.hidden_until(order, work.now),
        )  # fmt: skip
        _send(work, moved)
    return one.id


def send_again(node: Node, actor: Actor, order_id: UUID) -> None:
    """Sends an order again that the provider did not take, once what it named is put right there.

    Raises RemovalUnknown, RemovalMoveRefused, PeerUnknown, PeerNotActive, RemovalNeedsPerson.
    """
    _require(node, actor, Permission.ORDER_DECIDE)
    with node.work(actor, purpose="bring a removal order again") as work:
        one = moves.locked(work, order_id)
        if one.state is not RemovalState.ISSUED or not one.stored.line.refusal:
            raise RemovalMoveRefused(state=one.state.value, command="send again")
        _checked(work, one.removal.signed)
        _send(work, moves.save(work, one, refusal=""))


def bring(node: Node, actor: Actor, given: object) -> UUID:
    """Brings a later word of the court: here, to the provider, and to the Centre; the order's id.

    Raises PaperUnreadable, OrderRefused, RemovalUnknown, PeerUnknown, PeerNotActive,
    RemovalNeedsPerson and RemovalNotHere.
    """
    _require(node, actor, Permission.ORDER_DECIDE)
    word, _ = papers.read_word(given)
    said = dict(given) if isinstance(given, dict) else {}
    with node.work(actor, purpose="bring a court's word about a removal order") as work:
        one = words.take(work, moves.locked(work, word.order), said, work.now)
        _tell(work, one, said)
    return one.id


def enforce(node: Node, actor: Actor, order_id: UUID, *, reason: str) -> None:
    """Records which steps the authority takes as the time has run out (Articles 27 to 29, 35).

    Raises RemovalUnknown, RemovalMoveRefused, RemovalWordsMissing, RemovalNeedsPerson.
    """
    _require(node, actor, Permission.ORDER_DECIDE)
    why = moves.require_words(reason, "which steps you take")
    with node.work(actor, purpose="take steps on a removal order") as work:
        one = moves.locked(work, order_id)
        moves.move(work, one, Command.ENFORCE, Party.AUTHORITY, reason=why)


def finalise(node: Node, actor: Actor, order_id: UUID, *, reason: str) -> None:
    """Says that nobody can seek redress any more, here and to the others; it is erased in a year.
    Copies go to all other authorities and the Centre, if there is one.

    Raises RemovalUnknown, RemovalMoveRefused, RemovalWordsMissing, RemovalNeedsPerson.
    """
    _require(node, actor, Permission.ORDER_DECIDE)
    why = moves.require_words(reason, "how you know that redress is over")
    with node.work(actor, purpose="end a removal order") as work:
        one = moves.locked(work, order_id)
        facts = {"appeal-period-over": True}
        ended = moves.move(work, one, Command.FINALISE, Party.AUTHORITY, reason=why, facts=facts)
        body = About(order=one.id)
        telling.say(work, one.stored.line.provider_id, REMOVAL_FINAL, one.id, body)
        telling.say_to_centre(work, REMOVAL_FINAL, one.id, body)
        copies.give(work, ended)


def _require(node: Node, actor: Actor, permission: Permission) -> None:
    moves.require_person(actor, permission)
    moves.require_role(node, NodeRole.AUTHORITY)


def _provider(work: Work, peer_id: UUID) -> Peer:
    """Raises PeerUnknown and ProviderUnsuited."""
    one = peers.find_peer(work.connection, peer_id)
    if one is None:
        raise PeerUnknown(peer=peer_id)
    if not one.believed_as(NodeRole.PROVIDER):
        raise ProviderUnsuited(name=one.name, role=one.role.words, state=one.state.value)
    return one


def _request(work: Work, given: Draft, provider: Peer) -> papers.Request:
    """Raises RequestInvalid."""
    if given.days and not given.days_reason.strip():
        raise RequestInvalid(problem="say why users must not be told yet")
    if checking.too_long(given.days, work.now):
        raise RequestInvalid(problem=checking.Refusal.TOO_SECRET.words)
    language = given.language.strip() or ENGLISH
    if language not in NAMES:
        raise RequestInvalid(problem="choose a language of the list")
    fields = {
        "id": str(work.new_id()),
        "authority": str(work.node.identity.id),
        "authority_name": _own_name(work),
        "provider": str(provider.id),
        "provider_name": provider.name,
        "service": given.service.strip(),
        "profile": PROFILE,
        "definitions": list(dict.fromkeys(given.definitions)),
        "targets": [one.strip() for one in given.targets if one.strip()],
        "reasons": given.reasons.strip(),
        "language": language,
        "days": given.days,
        "days_reason": given.days_reason.strip(),
        "made_at": papers.text_of(work.now),
    }
    try:
        request = papers.read_part(papers.Request, fields)
        papers.named(request)
    except PaperUnreadable as error:
        raise RequestInvalid(problem=error.facts["problem"]) from None
    return request


def _own_name(work: Work) -> str:
    own = peers.own_name(work.connection)
    return own.name if own else ""


def _checked(work: Work, signed: dict[str, Any]) -> None:
    """Raises OrderRefused: what the provider would refuse is not sent."""
    order, _ = papers.read_order(signed)
    here = Here(
        provider=order.request.provider,
        sender=work.node.identity.id,
        courts=store.compared(work.connection),
        now=work.now,
        known=False,
    )
    refusal = checking.order_refusal(signed, here)
    if refusal is not None:
        raise OrderRefused(problem=refusal.words, reason=refusal.value)


def _send(work: Work, one: Opened) -> None:
    body = Issued(order=one.removal.signed)
    telling.say(work, one.stored.line.provider_id, REMOVAL_ISSUED, one.id, body)
    telling.say_to_centre(work, REMOVAL_ISSUED, one.id, body)


def _tell(work: Work, one: Opened, said: dict[str, Any]) -> None:
    body = Spoken(word=said)
    telling.say(work, one.stored.line.provider_id, REMOVAL_WORD, one.id, body)
    telling.say_to_centre(work, REMOVAL_WORD, one.id, body)
