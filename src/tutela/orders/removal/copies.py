"""Copies of a removal order that is final: given to all other authorities and the Centre, and kept
there in a list (COM(2022) 209, Article 14). They change nothing where they come.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from tutela.federation import posting
from tutela.federation import store as peers
from tutela.federation.kinds import REMOVAL_COPY
from tutela.law.draft import PROFILE
from tutela.law.machines.parts import Party
from tutela.orders.moves import KEEP
from tutela.orders.removal import (
    arriving,
    machine,
    moves,
    papers,
    sealing,
    store,
    store_copies,
    telling,
)
from tutela.orders.removal.checking import Refusal
from tutela.orders.removal.errors import CopyUnknown, NobodyToCopy
from tutela.orders.removal.machine import Command
from tutela.orders.removal.model import Copy, CopyLine
from tutela.orders.removal.said import Copied
from tutela.orders.removal.sealing import COPY, Seal
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.federation.handling import Said
    from tutela.orders.removal.moves import Opened
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work

SUBJECT: Final = "removal-copy"
LISTED: Final = 500
_GET: Final = frozenset({NodeRole.AUTHORITY, NodeRole.CENTRE})


def give(work: Work, one: Opened) -> int:
    """Gives copies of a locked order that is final to all other authorities and the Centre; how
    many. With nobody there it stays final. Raises RemovalMoveRefused.
    """
    body = papers.to_json(Copied(order=one.removal.signed))
    subject = telling.subject(one.id)
    given = sum(
        posting.offer(work, each.id, REMOVAL_COPY, subject, body)
        for each in peers.peers(work.connection)
        if each.role in _GET
    )
    if given:
        moves.move(work, one, Command.COPY, Party.AUTHORITY, told={"copies": given})
    return given


def send(node: Node, actor: Actor, order_id: UUID) -> int:
    """Gives copies of an order that became final when there was nobody to give them to; how many.

    Raises RemovalUnknown, RemovalErased, RemovalMoveRefused, NobodyToCopy, RemovalNeedsPerson and
    RemovalNotHere.
    """
    moves.require_person(actor, Permission.ORDER_DECIDE)
    moves.require_role(node, NodeRole.AUTHORITY)
    with node.work(actor, purpose="give copies of a final removal order") as work:
        one = moves.locked(work, order_id)
        machine.move(one.state, Command.COPY, Party.AUTHORITY)
        given = give(work, one)
        if not given:
            raise NobodyToCopy
    return given


def hear(work: Work, said: Said, body: Copied) -> None:
    """Keeps the copy of an order that its authority asked for. Raises OrderRefused.

    A court of another Member State may be unknown here: then the copy says so.
    """
    order, signature = papers.read_order(body.order)
    request = order.request
    if request.authority != said.sender.id:
        raise arriving.refused(Refusal.OTHER_SENDER)
    if request.profile != PROFILE:
        raise arriving.refused(Refusal.OTHER_LAW)
    if not papers.is_order_signed(order, signature, order.key):
        raise arriving.refused(Refusal.FORGED)
    line = CopyLine(
        id=work.new_id(),
        order_id=request.id,
        authority_id=said.sender.id,
        authority_name=said.sender.name,
        provider_name=request.provider_name,
        court=order.court,
        compared=store.compared(work.connection).get(order.key) == order.court,
        profile=request.profile,
        items=len(request.targets),
        issued_at=order.issued_at,
        received_at=said.received_at,
        erase_at=KEEP.after(said.received_at),
        erased_at=None,
    )
    wrapped = sealing.new_key(work.node, line.id, COPY)
    content = Seal(work.node, line.id, wrapped, COPY).seal(
        moves.CONTENT, json.dumps(body.order).encode()
    )
    if not store_copies.add(work.connection, line, wrapped, content):
        raise arriving.refused(Refusal.REPLAYED)
    _record(work, Event.REMOVAL_COPY_TAKE, line, peer=str(said.sender.id), order=str(request.id))


def list_copies(node: Node, actor: Actor) -> list[CopyLine]:
    """Copies of others' orders, the latest first."""
    actor.require(Permission.ORDER_READ)
    with node.read() as connection:
        return store_copies.lines(connection, LISTED)


def show(node: Node, actor: Actor, copy_id: UUID, *, purpose: str) -> Copy:
    """One of them with what the court signed, unless that is erased; the look is in the log.

    Raises CopyUnknown.
    """
    actor.require(Permission.ORDER_READ)
    with node.work(actor, purpose=purpose) as work:
        stored = store_copies.find(work.connection, copy_id)
        if stored is None:
            raise CopyUnknown(copy=copy_id)
        _record(work, Event.REMOVAL_COPY_VIEW, stored.line)
        if stored.wrapped_key is None or stored.content is None:
            return Copy(stored.line, {})
        seal = Seal(node, copy_id, stored.wrapped_key, COPY)
        return Copy(stored.line, json.loads(seal.open(moves.CONTENT, stored.content)))


def _record(work: Work, event: Event, one: CopyLine, **facts: str) -> None:
    work.record(
        event,
        subject=(SUBJECT, one.id),
        service_id=NODE_SERVICE,
        profile=one.profile,
        **facts,
    )
