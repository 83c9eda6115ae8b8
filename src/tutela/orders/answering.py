"""Answering the authority: receipt, what is missing, refusal, effect. A person sends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.orders import messages, moves, reading, store, store_parts
from tutela.orders.effects import settle
from tutela.orders.errors import OrderBetweenNodes, OrderMoveRefused
from tutela.orders.machine import Command, OrderState
from tutela.orders.model import Article, CameBy, LetterKind, TargetState
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.orders.moves import Opened
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work

PURPOSE = "answer an authority"
_LETTERS = {
    OrderState.EFFECTED: LetterKind.EFFECT,
    OrderState.REFUSED: LetterKind.REFUSAL,
    OrderState.REINSTATED: LetterKind.REINSTATED,
}
_UNDONE = frozenset({OrderState.EXECUTING, OrderState.EFFECTED, OrderState.REPORTED})


def next_letter(state: OrderState) -> LetterKind | None:
    """The letter that is due in this state, if one is."""
    return _LETTERS.get(state)


def acknowledge(
    node: Node, actor: Actor, order_id: UUID, *, how: str, at: datetime | None = None
) -> None:
    """Records that a person confirmed the receipt of an order to its issuer.

    Raises OrderUnknown, OrderMoveRefused, LetterUntimely, OrderBetweenNodes,
    OrderNeedsPerson.
    """
    moves.require_person(actor, Permission.ORDER_REGISTER)
    with node.work(actor, purpose=PURPOSE) as work:
        one = _own(work, order_id)
        if one.stored.line.article is None or one.stored.line.acknowledged_at is not None:
            raise OrderMoveRefused(state=one.state.value, command="acknowledge")
        sent_at = _letter(work, one, LetterKind.RECEIPT, how, at)
        store.save(work.connection, order_id, acknowledged_at=sent_at)
        moves.record(work, one, Event.ORDER_ACKNOWLEDGE, how=how.strip())


def send_back(
    node: Node, actor: Actor, order_id: UUID, *, words: str, how: str, at: datetime | None = None
) -> None:
    """Sends an order back for what it lacks; that tells of its receipt too.

    Raises OrderUnknown, OrderMoveRefused, OrderWordsMissing, LetterUntimely, OrderNeedsPerson.
    """
    moves.require_person(actor, Permission.ORDER_DECIDE)
    said = moves.require_words(words, "what the authority must send")
    with node.work(actor, purpose=PURPOSE) as work:
        one = _own(work, order_id)
        sent_at = _letter(work, one, LetterKind.LACKING, how, at, said)
        known = one.stored.line.acknowledged_at
        moves.move(
            work,
            one,
            Command.RETURN,
            Event.ORDER_RETURN,
            reason=said,
            acknowledged_at=known or sent_at,
        )


def refuse(node: Node, actor: Actor, order_id: UUID, *, reason: str) -> None:
    """Says that an order takes no effect; the authority is told next, by `report`.

    Raises OrderUnknown, OrderMoveRefused, OrderWordsMissing, OrderNeedsPerson.
    """
    moves.require_person(actor, Permission.ORDER_DECIDE)
    words = moves.require_words(reason, "why it takes no effect")
    with node.work(actor, purpose="refuse an order") as work:
        one = _own(work, order_id)
        moves.move(work, one, Command.REFUSE, Event.ORDER_REFUSE, reason=words, ended_at=work.now)


def report(
    node: Node, actor: Actor, order_id: UUID, *, how: str, at: datetime | None = None
) -> OrderState:
    """Records that a person told the authority what came of its order.

    Raises OrderUnknown, OrderMoveRefused, LetterUntimely, OrderNeedsPerson.
    """
    moves.require_person(actor, Permission.ORDER_DECIDE)
    with node.work(actor, purpose=PURPOSE) as work:
        return told(work, _own(work, order_id), how, at)


def told(work: Work, one: Opened, how: str, at: datetime | None = None) -> OrderState:
    """The same for an order that the work has locked."""
    kind = next_letter(one.state)
    if kind is None:
        raise OrderMoveRefused(state=one.state.value, command=Command.REPORT.value)
    sent_at = _letter(work, one, kind, how, at)
    known = one.stored.line
    return moves.move(
        work,
        one,
        Command.REPORT,
        Event.ORDER_REPORT,
        told={"letter": kind.value, "how": how.strip()},
        reported_at=known.reported_at or sent_at,
        acknowledged_at=known.acknowledged_at or sent_at,
        ended_at=known.ended_at or work.now,
    )


def withdraw(node: Node, actor: Actor, order_id: UUID, *, reason: str) -> OrderState:
    """Records that the authority withdrew or changed its order; what it led to is undone.

    A changed order is withdrawn and comes in anew, under its new reference. Information that was
    given cannot be taken back. Raises OrderUnknown, OrderMoveRefused, OrderWordsMissing,
    OrderNeedsPerson.
    """
    moves.require_person(actor, Permission.ORDER_DECIDE)
    words = moves.require_words(reason, "how the authority withdrew it")
    with node.work(actor, purpose="withdraw an order") as work:
        return undone(work, _own(work, order_id), words)


def undone(work: Work, one: Opened, words: str) -> OrderState:
    """The same for an order that the work has locked."""
    state = moves.move(
        work,
        one,
        Command.WITHDRAW,
        Event.ORDER_WITHDRAW,
        reason=words,
        ended_at=work.now,
        due_at=None,
    )
    return _undo(work, one.id) if one.state in _UNDONE else state


def _own(work: Work, order_id: UUID) -> Opened:
    """An order that is answered by letter, locked. Raises OrderUnknown, OrderErased and
    OrderBetweenNodes.
    """
    one = moves.locked(work, order_id)
    if one.stored.line.came_by is CameBy.NODE:
        raise OrderBetweenNodes
    return one


def _undo(work: Work, order_id: UUID) -> OrderState:
    """Asks the platform to restore what it removed, or was asked to."""
    one = moves.locked(work, order_id)
    order = reading.whole(work.node, work.connection, one.stored)
    if order.line.article is Article.INFORMATION:
        _forget_asked(work, order_id)
    else:
        among = (TargetState.ASKED, TargetState.DONE)
        numbers = store_parts.ask_all(work.connection, order_id, among)
        messages.undo(work, order, numbers)
    return settle(work, one)


def _forget_asked(work: Work, order_id: UUID) -> None:
    """Nobody is asked any more for information under an order that was withdrawn."""
    known = store_parts.states(work.connection, order_id)
    rows = [
        {
            "which": number,
            "state": TargetState.REFUSED.value,
            "reason": "the order was withdrawn",
            "effect_at": None,
            "answered_at": work.now,
            "answered_by": work.actor.id,
        }
        for number, row in known.items()
        if row.state == TargetState.ASKED.value
    ]
    if rows:
        store_parts.answer_targets(work.connection, order_id, rows)


def _letter(
    work: Work, one: Opened, kind: LetterKind, how: str, at: datetime | None, words: str = ""
) -> datetime:
    """Keeps the letter as it reads now, with how and when it was sent; when. Raises
    LetterUntimely.
    """
    sent_at = at or work.now
    moves.require_told(how, sent_at, work.now)
    order = reading.whole(work.node, work.connection, one.stored)
    letter_id = work.new_id()
    text = reading.written(work.node, order, kind, words)
    store_parts.add_letter(
        work.connection,
        id=letter_id,
        order_id=one.id,
        service_id=one.service_id,
        kind=kind.value,
        sealed=one.seal.seal(f"letter:{letter_id}", text.encode()),
        how=how.strip(),
        sent_by=work.actor.id,
        sent_by_name=work.actor.name,
        sent_at=sent_at,
        recorded_at=work.now,
    )
    return sent_at
