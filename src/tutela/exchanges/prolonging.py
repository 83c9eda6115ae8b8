"""More time for an access that runs, so that nothing stops matching between two orders.

A provider asks before the end, on another order or basis; the Centre prolongs it or leaves it as it
is. What the Centre says too late for the provider's own clock is answered, and ends it there too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.exchanges import forms, moves
from tutela.exchanges.accesses import longest
from tutela.exchanges.errors import AccessMoveRefused, ExchangeInvalid
from tutela.exchanges.machine import CENTRE, NODE, PROVIDER, AccessCommand, AccessState
from tutela.federation import posting
from tutela.federation.kinds import ACCESS_KEPT, ACCESS_LONGER, ACCESS_OVER, ACCESS_PROLONGED
from tutela.platform.audit.canonical import instant_text
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.exchanges.model import Access
    from tutela.exchanges.wire import Longer, Prolonged
    from tutela.federation.kinds import MessageKind
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work

ENDED_THERE = "it was over at the provider before it heard of more time"


def ask(node: Node, actor: Actor, access_id: UUID, *, ends_at: datetime, basis: str) -> None:
    """Asks the Centre for a later end of an access that runs; asking again takes its place.

    Raises AccessUnknown, AccessMoveRefused, ExchangeInvalid and PeerNotActive.
    """
    moves.require(node, actor, Permission.EXCHANGE_ASK, NodeRole.PROVIDER)
    order = forms.words_of(basis, phrase("which order or other basis it rests on"))
    with node.work(actor, purpose="ask for a longer access to indicators") as work:
        one = moves.required_access(work, access_id)
        _require_later(work, one, ends_at)
        _asked(work, one, ends_at, order)
        body = {
            "access": str(one.given_id),
            "ends_at": instant_text(ends_at),
            "basis": order,
        }
        posting.post(work, one.peer_id, ACCESS_LONGER, moves.about_access(one.given_id), body)


def prolong(node: Node, actor: Actor, access_id: UUID, *, reason: str) -> None:
    """Gives an access the time that was asked for. Raises AccessUnknown, AccessMoveRefused and
    ExchangeInvalid.
    """
    moves.require(node, actor, Permission.EXCHANGE_DECIDE, NodeRole.CENTRE)
    why = forms.words_of(reason, phrase("why it is prolonged"))
    with node.work(actor, purpose="prolong an access to indicators") as work:
        one = moves.required_access(work, access_id)
        until = _asked_until(one)
        _require_later(work, one, until)
        _settle(work, one, AccessCommand.PROLONG, why, ends_at=until, basis=one.asked_basis)
        _say(work, one, ACCESS_PROLONGED, ends_at=instant_text(until))


def keep(node: Node, actor: Actor, access_id: UUID, *, reason: str) -> None:
    """Leaves an access as it is, and tells the provider why. Raises as `prolong` does."""
    moves.require(node, actor, Permission.EXCHANGE_DECIDE, NodeRole.CENTRE)
    why = forms.words_of(reason, phrase("why it is not prolonged"), forms.LONGEST_WORDS)
    with node.work(actor, purpose="leave an access to indicators as it is") as work:
        one = moves.required_access(work, access_id)
        _asked_until(one)
        _settle(work, one, AccessCommand.KEEP, why)
        _say(work, one, ACCESS_KEPT, reason=why)


def heard(work: Work, one: Access, said: Longer) -> None:
    """The Centre hears that more time is asked for: a person decides. Raises ExchangeInvalid and
    AccessMoveRefused.
    """
    _require_later(work, one, said.ends_at)
    _asked(work, one, said.ends_at, said.basis)


def prolonged(work: Work, one: Access, said: Prolonged) -> None:
    """The provider hears of more time: never more than it asked for. Too late, it says so."""
    if one.state in (AccessState.OVER, AccessState.ERASED):
        _say(work, one, ACCESS_OVER)
        return
    until = min(said.ends_at, _asked_until(one))
    _require_later(work, one, until)
    _settle(work, one, AccessCommand.PROLONG, "", ends_at=until, basis=one.asked_basis)


def kept(work: Work, one: Access, reason: str) -> None:
    """The provider hears that it is as it was."""
    _asked_until(one)
    _settle(work, one, AccessCommand.KEEP, reason)


def over(work: Work, one: Access) -> None:
    """The Centre hears that an access it prolonged had ended. Raises AccessMoveRefused."""
    moves.access(work, one, AccessCommand.END, NODE, reason=ENDED_THERE)


def _asked(work: Work, one: Access, ends_at: datetime, basis: str) -> None:
    moves.access(
        work, one, AccessCommand.ASK_LONGER, PROVIDER, asked_until=ends_at, asked_basis=basis
    )


def _settle(work: Work, one: Access, command: AccessCommand, reason: str, **values: object) -> None:
    moves.access(
        work, one, command, CENTRE, reason=reason, asked_until=None, asked_basis="", **values
    )


def _say(work: Work, one: Access, kind: MessageKind, **said: str) -> None:
    body = {"access": str(one.given_id)} | said
    posting.offer(work, one.peer_id, kind, moves.about_access(one.given_id), body)


def _asked_until(one: Access) -> datetime:
    """Raises ExchangeInvalid where nobody asked for more time."""
    if one.asked_until is None:
        raise ExchangeInvalid(problem=phrase("nobody asked for more time."))
    return one.asked_until


def _require_later(work: Work, one: Access, ends_at: datetime) -> None:
    """Raises AccessMoveRefused for an access that does not run, and ExchangeInvalid."""
    if one.state is not AccessState.GRANTED or one.ends_at <= work.now:
        raise AccessMoveRefused(state=one.state.words, command=AccessCommand.PROLONG.value)
    if ends_at <= one.ends_at:
        raise ExchangeInvalid(problem=phrase("it must end later than it does now."))
    forms.period_of(work.now, ends_at, longest(), work.now)
