"""Registering what an order says; or finding that what came in is none of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tutela.orders import form as forms
from tutela.orders import issuers, machine, moves, store, store_parts, taking
from tutela.orders.content import TEXTS
from tutela.orders.errors import OrderThere, OrderUnknown
from tutela.orders.machine import Command
from tutela.orders.model import CameBy
from tutela.orders.taking import Arrived
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.platform.services.service import require_service

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.orders.form import OrderForm
    from tutela.orders.model import Facts
    from tutela.orders.moves import Opened
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work

PURPOSE = "register an order"


def register_new(node: Node, actor: Actor, service_id: str, form: OrderForm) -> UUID:
    """Registers an order that came on paper or by telephone, typed in by a person.

    Raises what `register` raises, and ServiceUnknown.
    """
    moves.require_person(actor, Permission.ORDER_REGISTER)
    with node.work(actor, purpose=PURPOSE) as work:
        require_service(work.connection, service_id)
        return put(work, service_id, forms.facts(form, work.now, work.now), CameBy.PERSON)


def put(work: Work, service_id: str, facts: Facts, came_by: CameBy) -> UUID:
    """Takes an order in and registers it at once, in `work`. Raises IssuerUnknown, OrderThere."""
    order_id = work.new_id()
    taking.create(work, order_id, service_id, Arrived(came_by, received_at=facts.received_at))
    _register(work, moves.locked(work, order_id), facts, Command.REGISTER)
    return order_id


def register(node: Node, actor: Actor, order_id: UUID, form: OrderForm) -> None:
    """Registers what came in by mail, as a file or from a program.

    Raises OrderUnknown, OrderMoveRefused, OrderThere, IssuerUnknown, OrderFieldsInvalid,
    TargetInvalid, TooManyTargets, OrderNeedsPerson.
    """
    _registered(node, actor, order_id, form, Command.REGISTER)


def complete(node: Node, actor: Actor, order_id: UUID, form: OrderForm) -> None:
    """Registers anew an order that went back for what it lacked. Raises what `register` does."""
    _registered(node, actor, order_id, form, Command.COMPLETE)


def dismiss(
    node: Node, actor: Actor, order_id: UUID, *, reason: str, same_as: UUID | None = None
) -> None:
    """Ends what came in and is no order of its own: the same one again, or none at all.

    Raises OrderUnknown, OrderMoveRefused, OrderWordsMissing, OrderNeedsPerson.
    """
    moves.require_person(actor, Permission.ORDER_REGISTER)
    words = moves.require_words(reason, "why this is no order of its own")
    with node.work(actor, purpose="dismiss what is no order") as work:
        one = moves.locked(work, order_id)
        if same_as is not None:
            other = store.find(work.connection, same_as)
            if other is None or same_as == order_id or other.line.service_id != one.service_id:
                raise OrderUnknown(order=same_as)
        moves.move(
            work,
            one,
            Command.DISMISS,
            Event.ORDER_DISMISS,
            reason=words,
            told={"same_as": str(same_as) if same_as else None},
            same_as_id=same_as,
            ended_at=work.now,
        )


def _registered(
    node: Node, actor: Actor, order_id: UUID, form: OrderForm, command: Command
) -> None:
    moves.require_person(actor, Permission.ORDER_REGISTER)
    with node.work(actor, purpose=PURPOSE) as work:
        one = moves.locked(work, order_id)
        machine.move(one.state, command)  # what cannot be registered is not looked at further
        facts = forms.facts(form, one.stored.line.received_at, work.now)
        _register(work, one, facts, command)


def _register(work: Work, one: Opened, facts: Facts, command: Command) -> None:
    # The issuer's row is locked, so that one reference cannot be registered twice at once.
    issuer = issuers.require(work.connection, one.service_id, facts.issuer, locked=True)
    known = store.by_reference(work.connection, issuer.id, facts.reference)
    if known not in (None, one.id):
        raise OrderThere(issuer=issuer.name, reference=facts.reference, order=known)
    content = replace(one.content, texts=_texts(facts), targets=facts.targets)
    store.drop_targets(work.connection, one.id)
    store_parts.add_targets(work.connection, one.id, one.service_id, facts.targets)
    events = {Command.REGISTER: Event.ORDER_REGISTER, Command.COMPLETE: Event.ORDER_COMPLETE}
    moves.move(
        work,
        moves.with_content(one, content),
        command,
        events[command],
        told={
            "article": facts.article.value,
            "issuer": str(issuer.id),
            "targets": len(facts.targets),
        },
        content=moves.sealed(one.seal, content),
        issuer_id=issuer.id,
        reference=facts.reference,
        article=facts.article.value,
        language=facts.language,
        scope=list(facts.scope),
        category=facts.category,
        translated=facts.translated,
        items=len(facts.targets),
        issued_at=facts.issued_at,
        received_at=facts.received_at,
        due_at=facts.due_at,
        withheld_until=facts.withheld_until,
        registered_by=work.actor.id,
        registered_by_name=work.actor.name,
        registered_at=work.now,
        ended_at=None,
    )


def _texts(facts: Facts) -> dict[str, str]:
    return {name: getattr(facts, name) for name in TEXTS}
