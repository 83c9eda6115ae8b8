"""Giving effect to an order: a person says so, and the platform is asked by its webhook.

An order whose issuer nobody verified takes two people: an invented order would have somebody's
posts removed, or their data handed to a stranger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tutela.orders import conditions, machine, messages, moves, reading, store, store_parts
from tutela.orders.conditions import Answered
from tutela.orders.errors import ConditionsUnmet
from tutela.orders.machine import Command
from tutela.orders.model import Article, TargetState, Verified
from tutela.platform.approvals import asking
from tutela.platform.approvals.model import Act, Asked
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.texts.phrase import together

if TYPE_CHECKING:
    from tutela.orders.model import Order
    from tutela.orders.moves import Opened
    from tutela.platform.actor import Actor
    from tutela.platform.approvals.model import Request
    from tutela.platform.node import Node
    from tutela.platform.work import Work

GUARD = "issuer-verified-or-two-people"


def execute(node: Node, actor: Actor, order_id: UUID, *, reason: str = "") -> None:
    """Has a registered order carried out.

    Raises OrderUnknown, OrderMoveRefused, ConditionsUnmet, OrderNeedsPerson; and AwaitsApproval
    (or AskingReasonMissing without `reason`) where nobody verified the issuer.
    """
    moves.require_person(actor, Permission.ORDER_DECIDE)
    waits = None
    with node.work(actor, purpose="carry out an order") as work:
        one = moves.locked(work, order_id)
        machine.move(one.state, Command.EXECUTE, facts={GUARD: True})
        order = _whole(work, one)
        if _verified(order):
            _execute(work, one, order)
        else:
            waits = asking.ask(work, _asked(one, order), reason)
    if waits is not None:
        raise waits


def carry_out(work: Work, request: Request) -> None:
    """Does what another person agreed to. Raises what `execute` does."""
    one = moves.locked(work, UUID(request.asked.subject))
    _execute(work, one, _whole(work, one))


def _whole(work: Work, one: Opened) -> Order:
    """The order with its parts. Raises ConditionsUnmet."""
    order = reading.whole(work.node, work.connection, one.stored)
    unmet = [
        each.condition.asks
        for each in reading.judged(work.node, order)
        if each.answer is Answered.UNMET
    ]
    if not order.targets and not unmet:
        unmet = [conditions.NOTHING_NAMED]
    if unmet:
        raise ConditionsUnmet(conditions=together(unmet, "; "))
    return order


def _verified(order: Order) -> bool:
    return order.issuer is not None and order.issuer.verified is not Verified.NOT


def _asked(one: Opened, order: Order) -> Asked:
    line = one.stored.line
    change = (
        f"The order {line.reference} of {line.issuer_name} is carried out; nobody verified "
        f"that issuer. It names {len(order.targets):,} targets."
    )
    return Asked(Act.ORDER, one.service_id, str(one.id), (change,))


def _execute(work: Work, one: Opened, order: Order) -> None:
    asked = store_parts.ask_all(work.connection, one.id, (TargetState.NAMED,))
    withheld = messages.withheld(order, work.now)
    moves.move(
        work,
        one,
        Command.EXECUTE,
        Event.ORDER_EXECUTE,
        facts={GUARD: True},
        told={"targets": len(asked), "issuer_verified": _verified(order), "withheld": withheld},
        executed_by=work.actor.id,
        executed_by_name=work.actor.name,
        executed_at=work.now,
    )
    if order.line.article is not Article.INFORMATION:
        messages.act(work, order, asked)
        if not withheld:
            store.save(work.connection, one.id, told_users_at=work.now)
