"""The provider's part: it says that it cannot yet, that it did, or that it goes to court.

Source: COM(2022) 209, Articles 14(5) to (7) and 15, Annexes V and VI. The order itself is carried
out as every order is (`orders.executing`); each move here is a person's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.federation.kinds import (
    REMOVAL_CHALLENGED,
    REMOVAL_EXECUTED,
    REMOVAL_HINDERED,
    REMOVAL_TOLD,
)
from tutela.law.machines.parts import Party
from tutela.orders import answering, reading
from tutela.orders import moves as orders
from tutela.orders.machine import OrderState
from tutela.orders.model import TargetState
from tutela.orders.removal import machine, moves, papers, telling, words
from tutela.orders.removal.errors import NotCarriedOut, RemovalMoveRefused
from tutela.orders.removal.machine import HIDING, Command, RemovalState
from tutela.orders.removal.model import Hindrance, Outcome
from tutela.orders.removal.said import About, Executed, Hindered, Result
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.orders.model import Order
    from tutela.orders.removal.moves import Opened
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work

HOW: Final = "between the nodes"
_HINDERED: Final = {
    Hindrance.IMPOSSIBLE: Command.CLAIM,
    Hindrance.UNCLEAR: Command.ASK,
    Hindrance.POSSIBLE: Command.END,
}
_OVER: Final = {"non-disclosure-over": True}


def hinder(node: Node, actor: Actor, order_id: UUID, what: Hindrance, *, explanation: str) -> None:
    """Tells the authority that an order cannot be carried out, or is not clear (Annex V): the clock
    stands still; or that it can be again: the clock begins anew.

    Raises RemovalUnknown, RemovalMoveRefused, RemovalWordsMissing, PeerNotActive,
    RemovalNeedsPerson and RemovalNotHere.
    """
    _require(node, actor)
    said = moves.require_words(explanation, "why it cannot be carried out, or can be again")
    with node.work(actor, purpose="tell an authority what hinders its removal order") as work:
        one = moves.locked(work, order_id)
        ends = what is Hindrance.POSSIBLE
        if ends and one.removal.hindrance.get("what") != Hindrance.IMPOSSIBLE.value:
            raise RemovalMoveRefused(state=one.state.value, command=Command.END.value)
        moved = moves.move(
            work, one, _HINDERED[what], Party.PROVIDER, reason=said,
            said={"hindrance": {} if ends else {"what": what.value, "words": said}},
        )  # fmt: skip
        words.follow(work, moved)
        body = Hindered(order=one.id, what=what, words=said)
        telling.say(work, one.stored.line.authority_id, REMOVAL_HINDERED, one.id, body)


def report(node: Node, actor: Actor, order_id: UUID, outcome: Outcome) -> RemovalState:
    """Tells authority and Centre that an order was carried out (Annex VI), once every target has
    its answer; then users were told, or must not be yet.

    Raises RemovalUnknown, RemovalMoveRefused, NotCarriedOut, PeerNotActive, RemovalNeedsPerson and
    RemovalNotHere.
    """
    _require(node, actor)
    with node.work(
        actor, purpose="tell an authority that its removal order was carried out"
    ) as work:
        one = moves.locked(work, order_id)
        machine.move(one.state, Command.EXECUTE, Party.PROVIDER)
        opened = orders.locked(work, _order_of(one))
        order = reading.whole(node, work.connection, opened.stored)
        body = _executed(one, order, outcome)
        answering.told(work, opened, HOW)
        done = moves.move(
            work, one, Command.EXECUTE, Party.PROVIDER, executed_at=body.at,
            said={"report": papers.to_json(body)}, told={"outcome": outcome.value},
        )  # fmt: skip
        telling.say(work, one.stored.line.authority_id, REMOVAL_EXECUTED, one.id, body)
        telling.say_to_centre(work, REMOVAL_EXECUTED, one.id, body)
        return _withheld_or_told(work, done, order).state


def challenge(node: Node, actor: Actor, order_id: UUID, by: Party, *, words_: str) -> None:
    """Records that the provider or a user went to court over an order; no clock stands still.

    Raises RemovalUnknown, OrderRefused, RemovalWordsMissing, PeerNotActive, RemovalNeedsPerson and
    RemovalNotHere.
    """
    _require(node, actor)
    said = moves.require_words(words_, "who went to which court, and when")
    with node.work(actor, purpose="record that a removal order is challenged") as work:
        one = words.challenged(work, moves.locked(work, order_id), by, said, work.now)
        body = About(order=one.id, words=said)
        telling.say(work, one.stored.line.authority_id, REMOVAL_CHALLENGED, one.id, body)


def reinstate(node: Node, actor: Actor, order_id: UUID) -> OrderState:
    """Has the platform restore what an annulled order removed. Once it says so, the authority is
    told.

    Raises RemovalUnknown, RemovalMoveRefused, RemovalNeedsPerson and RemovalNotHere.
    """
    _require(node, actor)
    with node.work(actor, purpose="undo a removal order that was annulled") as work:
        one = moves.locked(work, order_id)
        machine.move(one.state, Command.REINSTATE, Party.PROVIDER)
        opened = orders.locked(work, _order_of(one))
        if opened.state in {OrderState.REINSTATING, OrderState.REINSTATED, OrderState.WITHDRAWN}:
            raise RemovalMoveRefused(state=one.state.value, command=Command.REINSTATE.value)
        last, _ = papers.read_word(one.removal.words[-1])
        return answering.undone(work, opened, last.words)


def disclosed(work: Work, one: Opened) -> None:
    """Marks that users were told of a locked order, and tells the authority; nothing where it is
    not the time for that.
    """
    if not machine.can(one.state, Command.INFORM):
        return
    facts = _OVER if one.state in HIDING else {}
    moves.move(work, one, Command.INFORM, Party.PROVIDER, facts=facts, told_at=work.now)
    telling.say(work, one.stored.line.authority_id, REMOVAL_TOLD, one.id, About(order=one.id))


def _require(node: Node, actor: Actor) -> None:
    moves.require_person(actor, Permission.ORDER_DECIDE)
    moves.require_role(node, NodeRole.PROVIDER)


def _order_of(one: Opened) -> UUID:
    order_id = one.stored.line.order_id
    if order_id is None:
        raise RemovalMoveRefused(state=one.state.value, command=Command.EXECUTE.value)
    return order_id


def _executed(one: Opened, order: Order, outcome: Outcome) -> Executed:
    """Annex VI of an order that took effect. Raises NotCarriedOut."""
    at = order.line.effected_at
    if order.line.state is not OrderState.EFFECTED or at is None:
        raise NotCarriedOut(problem="not every target has its answer yet")
    if any(each.state is TargetState.REFUSED for each in order.targets):
        raise NotCarriedOut(problem="the platform left something that the order names")
    return Executed(
        order=one.id,
        outcome=outcome,
        at=at,
        results=tuple(
            Result(number=each.number, found=each.state is TargetState.DONE)
            for each in order.targets
        ),
    )


def _withheld_or_told(work: Work, one: Opened, order: Order) -> Opened:
    line = one.stored.line
    if line.hidden_until is not None and line.hidden_until > work.now:
        hidden = moves.move(work, one, Command.WITHHOLD, Party.COURT)
        if line.extended:
            return moves.move(work, hidden, Command.EXTEND, Party.COURT)
        return hidden
    if order.told_users_at is not None:
        disclosed(work, one)
    return one
