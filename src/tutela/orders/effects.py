"""What became of each target: said by the platform's program or by a person; the last settles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tutela.orders import messages, moves, reading, store, store_parts
from tutela.orders.errors import (
    EffectInvalid,
    OrderMoveRefused,
    OrderNeedsPerson,
    OrderUnknown,
)
from tutela.orders.giving import telling
from tutela.orders.machine import Command, OrderState
from tutela.orders.model import Article, TargetState
from tutela.platform.actor import ActorKind
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Row

    from tutela.orders.moves import Opened
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work

GUARD = "every-target-answered"
ANSWERS = frozenset({TargetState.DONE, TargetState.NOT_FOUND, TargetState.REFUSED})
LONGEST_REASON = 1000
_ASKING = frozenset({OrderState.EXECUTING, OrderState.REINSTATING})


@dataclass(frozen=True, slots=True)
class Effect:
    """What became of one target. `at` is when; by default when it is said."""

    number: int
    state: TargetState
    reason: str = field(default="", repr=False)
    at: datetime | None = None


def record(node: Node, actor: Actor, order_id: UUID, effects: Sequence[Effect]) -> OrderState:
    """Writes what became of targets; saying it again changes nothing.

    With the last answer the order has taken effect, or is undone. Raises OrderUnknown (of another
    service too), OrderMoveRefused, EffectInvalid, OrderNeedsPerson, Forbidden.
    """
    _require(actor)
    with node.work(actor, purpose="say what became of an order") as work:
        one = moves.locked(work, order_id)
        if actor.service_id not in (None, one.service_id):
            raise OrderUnknown(order=order_id)
        known = store_parts.states(work.connection, order_id)
        news = [each for each in effects if _checked(each, known, work.now)]
        if not news:
            return one.state
        if one.state not in _ASKING:
            raise OrderMoveRefused(state=one.state.value, command="say what became of it")
        return write(work, one, news)


def write(work: Work, one: Opened, news: Sequence[Effect]) -> OrderState:
    """Writes what is new of the targets of a locked order that asks for it, and moves it on."""
    store_parts.answer_targets(work.connection, one.id, [_row(each, work) for each in news])
    moves.record(work, one, Event.ORDER_ANSWER, **_counted(news))
    return settle(work, one)


def record_rest(
    node: Node, actor: Actor, order_id: UUID, state: TargetState, *, reason: str = "",
    at: datetime | None = None,
) -> OrderState:  # fmt: skip
    """Says the same of every target that has no answer yet. Raises what `record` does."""
    _require(actor)
    with node.read() as connection:
        known = store_parts.states(connection, order_id)
    rest = [number for number, row in known.items() if row.state == TargetState.ASKED.value]
    return record(node, actor, order_id, [Effect(one, state, reason, at) for one in rest])


def settle(work: Work, one: Opened) -> OrderState:
    """Moves a locked order on, once nothing of it waits for an answer."""
    if store_parts.unanswered(work.connection, one.id):
        return one.state
    facts = {GUARD: True}
    if one.state is OrderState.REINSTATING:
        return moves.move(
            work, one, Command.SETTLE, Event.ORDER_REINSTATE, facts=facts, ended_at=work.now
        )
    at = store_parts.last_answered(work.connection, one.id) or work.now
    state = moves.move(work, one, Command.SETTLE, Event.ORDER_EFFECT, facts=facts, effected_at=at)
    _tell_asked_about(work, one)
    return state


def _tell_asked_about(work: Work, one: Opened) -> None:
    """Has users told that information about them was given, unless it is withheld."""
    order = reading.whole(work.node, work.connection, one.stored)
    if order.line.article is not Article.INFORMATION or messages.withheld(order, work.now):
        return
    telling.tell(work, one, order)
    store.save(work.connection, one.id, told_users_at=work.now)


def _require(actor: Actor) -> None:
    if actor.kind is ActorKind.KEY:
        actor.require(Permission.ORDER_EFFECT)
    elif actor.kind is ActorKind.PERSON:
        actor.require(Permission.ORDER_DECIDE)
    else:
        raise OrderNeedsPerson


def _checked(one: Effect, known: dict[int, Row[Any]], now: datetime) -> bool:
    """Whether it says something new. Raises EffectInvalid."""
    row = known.get(one.number)
    if row is None:
        raise EffectInvalid(number=one.number, problem="this order has no such target")
    if one.state not in ANSWERS:
        raise EffectInvalid(number=one.number, problem="say done, not-found or refused")
    if one.state is TargetState.REFUSED and not one.reason.strip():
        raise EffectInvalid(number=one.number, problem="say why it was refused")
    if len(one.reason) > LONGEST_REASON:
        raise EffectInvalid(
            number=one.number, problem=f"a reason has at most {LONGEST_REASON} characters"
        )
    if one.at is not None and (one.at.utcoffset() is None or one.at > now):
        raise EffectInvalid(number=one.number, problem="its time has a zone and lies not ahead")
    return bool(row.state != one.state.value)


def _row(one: Effect, work: Work) -> dict[str, Any]:
    return {
        "which": one.number,
        "state": one.state.value,
        "reason": one.reason.strip(),
        "effect_at": one.at or work.now,
        "answered_at": work.now,
        "answered_by": work.actor.id,
    }


def _counted(news: Sequence[Effect]) -> dict[str, Any]:
    return {
        state.value.replace("-", "_"): sum(one.state is state for one in news)
        for state in sorted(ANSWERS)
    }
