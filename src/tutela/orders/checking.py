"""A person's answers to the conditions that the law sets for an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.orders import conditions, moves, store_parts
from tutela.orders.errors import ConditionUnknown, OrderMoveRefused
from tutela.orders.machine import OrderState
from tutela.orders.model import Answer
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

_OPEN = frozenset({OrderState.REGISTERED, OrderState.LACKING})
# Only the register of issuers says that one was verified: four eyes hang on it.
_NOT_BY_WORD = frozenset({"issuer"})


def answer(
    node: Node, actor: Actor, order_id: UUID, condition: str, *, met: bool, note: str
) -> None:
    """Records what a person found of a condition; it goes before what the program sees.

    Whether the issuer is who it says is not answered here, but in the register of issuers. Raises
    OrderUnknown, OrderMoveRefused, ConditionUnknown, OrderWordsMissing, OrderNeedsPerson.
    """
    moves.require_person(actor, Permission.ORDER_DECIDE)
    words = moves.require_words(note, "how you know")
    with node.work(actor, purpose="check an order") as work:
        one = moves.locked(work, order_id)
        article = one.stored.line.article
        if article is None or one.state not in _OPEN:
            raise OrderMoveRefused(state=one.state.value, command="check")
        possible = [
            each.name for each in conditions.conditions_of(article) if each.name not in _NOT_BY_WORD
        ]
        if condition not in possible:
            raise ConditionUnknown(condition=condition, choices=", ".join(possible))
        store_parts.answer_condition(
            work.connection,
            order_id,
            one.service_id,
            Answer(condition, met, words, actor.name, work.now),
            actor.id,
        )
        moves.record(work, one, Event.ORDER_CHECK, reason=words, condition=condition, met=met)
