"""Reading orders: the list, one of them with its parts, and its documents."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tutela.orders import conditions, letters, moves, store, store_parts
from tutela.orders.content import Content
from tutela.orders.errors import DocumentQuarantined, DocumentUnknown, OrderUnknown
from tutela.orders.machine import OrderState
from tutela.orders.model import Facts, Letter, LetterKind, Order, TargetState
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.orders.conditions import Judged
    from tutela.orders.model import Issuer, OrderLine, Target
    from tutela.orders.moves import Opened
    from tutela.orders.store import Stored
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

LISTED = 500
OPEN = tuple(state for state in OrderState if not state.over)
OVER = tuple(state for state in OrderState if state.over)


def list_orders(
    node: Node,
    actor: Actor,
    *,
    states: Collection[OrderState] = OPEN,
    service_id: str | None = None,
    limit: int = LISTED,
) -> list[OrderLine]:
    """Orders in these states: those with a limit of their own first, then the oldest."""
    actor.require(Permission.ORDER_READ)
    with node.read() as connection:
        return store.lines(connection, states, service_id, limit)


def show(node: Node, actor: Actor, order_id: UUID, *, purpose: str) -> Order:
    """One order with everything; the look is in the log. Raises OrderUnknown."""
    actor.require(Permission.ORDER_READ)
    with node.work(actor, purpose=purpose) as work:
        stored = store.find(work.connection, order_id)
        if stored is None:
            raise OrderUnknown(order=order_id)
        work.record(
            Event.ORDER_VIEW, subject=("order", order_id), service_id=stored.line.service_id
        )
        return whole(work.node, work.connection, stored)


def judged(node: Node, one: Order) -> tuple[Judged, ...]:
    """The conditions of a registered order with their answers; none before that."""
    if one.facts is None or one.issuer is None:
        return ()
    return judge(node, one.facts, one.issuer, one)


def judge(node: Node, facts: Facts, issuer: Issuer, one: Order) -> tuple[Judged, ...]:
    subject = conditions.Subject(facts, issuer, node.settings.order_languages)
    return conditions.judge(subject, one.answers)


def draft(node: Node, actor: Actor, order_id: UUID, kind: LetterKind, words: str = "") -> str:
    """The letter of that kind as it would be sent now; empty before the order is registered.

    Raises OrderUnknown.
    """
    actor.require(Permission.ORDER_READ)
    with node.read() as connection:
        stored = store.find(connection, order_id)
        if stored is None:
            raise OrderUnknown(order=order_id)
        return written(node, whole(node, connection, stored), kind, words)


def written(node: Node, one: Order, kind: LetterKind, words: str = "") -> str:
    """The words of a letter about an order. Pure but for the declared languages."""
    facts = one.facts
    if facts is None:
        return ""
    if kind is LetterKind.RECEIPT:
        return letters.receipt(facts)
    if kind is LetterKind.LACKING:
        unmet = [each for each in judged(node, one) if each.answer is conditions.Answered.UNMET]
        return letters.lacking(facts, unmet, words)
    if kind is LetterKind.REFUSAL:
        return letters.refusal(facts, words or one.reason)
    if kind is LetterKind.REINSTATED:
        return letters.reinstated(facts, one.targets, words or one.reason)
    return letters.effect(facts, one.targets)


def document(node: Node, actor: Actor, order_id: UUID, number: int) -> tuple[str, bytes]:
    """The media type and bytes of a document, to be read outside; the look is in the log.

    Raises OrderUnknown, DocumentUnknown, DocumentQuarantined, OrderErased.
    """
    actor.require(Permission.ORDER_REGISTER)
    with node.work(actor, purpose="read a document of an order") as work:
        stored = store.find(work.connection, order_id)
        if stored is None:
            raise OrderUnknown(order=order_id)
        one = moves.opened(node, stored)
        found = {each.number: each for each in store_parts.documents(work.connection, order_id)}
        sealed = store_parts.sealed_document(work.connection, order_id, number)
        if number not in found or sealed is None:
            raise DocumentUnknown(number=number)
        if not found[number].readable:
            raise DocumentQuarantined
        moves.record(work, one, Event.ORDER_OPEN, document=number, sha256=found[number].sha256)
        opened = one.seal.open(f"document:{found[number].sha256}", sealed)
        return found[number].media_type, opened


def whole(node: Node, connection: Connection, stored: Stored) -> Order:
    """Everything about a stored order. Raises OrderUnreadable."""
    erased = stored.erased_at is not None
    opened = None if erased else moves.opened(node, stored)
    content = opened.content if opened else Content()
    issuer = store.issuer(connection, stored.issuer_id) if stored.issuer_id else None
    targets = with_states(connection, stored.line.id, content.targets)
    return Order(
        line=stored.line,
        facts=_facts(stored, content, issuer, targets) if issuer and not erased else None,
        issuer=issuer,
        targets=targets,
        documents=tuple(store_parts.documents(connection, stored.line.id)),
        letters=_letters(connection, stored.line.id, opened),
        answers=tuple(store_parts.answers(connection, stored.line.id)),
        said=content.said,
        proposed=content.proposed,
        registered_by_name=stored.registered_by_name,
        executed_by_name=stored.executed_by_name,
        reason=content.reason,
        same_as_id=stored.same_as_id,
        told_users_at=stored.told_users_at,
        erase_at=stored.erase_at,
        erased_at=stored.erased_at,
    )


def with_states(
    connection: Connection, order_id: UUID, targets: tuple[Target, ...]
) -> tuple[Target, ...]:
    """The targets with what became of each."""
    rows = store_parts.states(connection, order_id)
    return tuple(
        replace(
            one,
            state=TargetState(row.state),
            reason=row.reason,
            effect_at=row.effect_at,
        )
        for one in targets
        if (row := rows.get(one.number))
    )


def _facts(
    stored: Stored, content: Content, issuer: Issuer, targets: tuple[Target, ...]
) -> Facts | None:
    line = stored.line
    if line.article is None or stored.issued_at is None:
        return None
    return Facts(
        article=line.article,
        issuer=issuer.name,
        reference=line.reference,
        language=stored.language,
        scope=stored.scope,
        issued_at=stored.issued_at,
        received_at=line.received_at,
        targets=targets,
        translated=stored.translated,
        category=stored.category,
        due_at=line.due_at,
        withheld_until=line.withheld_until,
        **content.texts,
    )


def _letters(connection: Connection, order_id: UUID, opened: Opened | None) -> tuple[Letter, ...]:
    return tuple(
        Letter(
            LetterKind(row.kind),
            opened.seal.open(f"letter:{row.id}", row.sealed).decode() if opened else "",
            row.sent_at,
            row.how,
            row.sent_by_name,
        )
        for row in store_parts.letters(connection, order_id)
    )
