"""What the use cases share: a removal order opened and locked, and moved with its event."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from tutela.law.durations import Duration
from tutela.orders.moves import KEEP, LONGEST_WORDS
from tutela.orders.removal import clocks, machine, papers, store
from tutela.orders.removal.clocks import Hours
from tutela.orders.removal.errors import (
    RemovalErased,
    RemovalNeedsPerson,
    RemovalNotHere,
    RemovalUnknown,
    RemovalWordsMissing,
)
from tutela.orders.removal.machine import RemovalState
from tutela.orders.removal.model import Removal
from tutela.orders.removal.sealing import Seal
from tutela.platform.actor import ActorKind
from tutela.platform.audit.model import Event
from tutela.reporting.words import is_plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from tutela.law.machines.parts import Party
    from tutela.orders.removal.papers import Order, Request
    from tutela.orders.removal.store import Stored
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.noderole import NodeRole
    from tutela.platform.permissions import Permission
    from tutela.platform.work import Work

CONTENT: Final = "content"
KEEP_OPEN: Final = Duration.parse("P3Y")  # after the last thing that happened to one nobody ended


@dataclass(frozen=True, slots=True)
class Opened:
    """A removal order that the work has locked, with what it says."""

    stored: Stored
    seal: Seal
    removal: Removal

    @property
    def id(self) -> UUID:
        return self.stored.line.id

    @property
    def state(self) -> RemovalState:
        return self.stored.line.state

    @property
    def order(self) -> Order:
        """What the court signed. Raises PaperUnreadable before that."""
        return papers.read_order(self.removal.signed)[0]

    @property
    def request(self) -> Request:
        """What the court was asked for."""
        return papers.read_request(self.removal.request)


def require_person(actor: Actor, permission: Permission) -> None:
    """Raises RemovalNeedsPerson and Forbidden."""
    if actor.kind is not ActorKind.PERSON:
        raise RemovalNeedsPerson
    actor.require(permission)


def require_role(node: Node, role: NodeRole) -> None:
    """Raises RemovalNotHere."""
    if node.identity.role is not role:
        raise RemovalNotHere(role=node.identity.role.words, other=role.words)


def require_words(text: str, what: str) -> str:
    """The text without blanks around it. Raises RemovalWordsMissing."""
    if not is_plain(text, LONGEST_WORDS):
        raise RemovalWordsMissing(what=what)
    return text.strip()


def locked(work: Work, order_id: UUID) -> Opened:
    """The order, locked until the work ends. Raises RemovalUnknown and RemovalErased."""
    stored = store.find(work.connection, order_id, locked=True)
    if stored is None:
        raise RemovalUnknown(order=order_id)
    work.waited()
    return opened(work.node, stored)


def opened(node: Node, stored: Stored) -> Opened:
    """A stored order with what it says. Raises RemovalErased and RemovalUnreadable."""
    if stored.wrapped_key is None or stored.content is None:
        raise RemovalErased(erased_at=f"{stored.line.erased_at:%Y-%m-%d %H:%M} UTC")
    seal = Seal(node, stored.line.id, stored.wrapped_key)
    said = json.loads(seal.open(CONTENT, stored.content))
    return Opened(stored, seal, Removal(stored.line, **said | {"words": tuple(said["words"])}))


def sealed(seal: Seal, one: Removal) -> bytes:
    """What an order says, for its row."""
    said = {
        "request": one.request,
        "signed": one.signed,
        "words": list(one.words),
        "hindrance": one.hindrance,
        "report": one.report,
    }
    return seal.seal(CONTENT, json.dumps(said).encode())


def move(
    work: Work,
    one: Opened,
    command: str,
    by: Party,
    *,
    reason: str = "",
    facts: Mapping[str, bool] | None = None,
    said: Mapping[str, Any] | None = None,
    told: Mapping[str, Any] | None = None,
    at: datetime | None = None,
    **values: Any,
) -> Opened:
    """Moves a locked order, turns its clock, and writes its event, in which `told` stands; the
    order as it stands then. Raises RemovalMoveRefused.

    `said` changes what is sealed of it, `values` are columns; the clock turns `at`. The day of its
    erasure is set anew: sooner for one that is over.
    """
    moved = machine.move(one.state, command, by, facts=facts)
    line = one.stored.line
    hours = clocks.turned(
        Hours(line.clock_at, line.stopped_at, line.due_at), moved.applied.clocks, at or work.now
    )
    if moved.state is RemovalState.ANNULLED:
        hours = Hours()  # a challenge stops no clock, but what is annulled is not owed
    values |= {"clock_at": hours.clock_at, "stopped_at": hours.stopped_at, "due_at": hours.due_at}
    if moved.state.over:
        values |= {"erase_at": KEEP.after(work.now), "ended_at": work.now}
    elif line.ended_at is None:
        values["erase_at"] = KEEP_OPEN.after(work.now)
    record(work, one, Event(moved.applied.event), reason=reason, **(told or {}))
    return save(work, one, said=said, state=moved.state, **values)


def save(
    work: Work, one: Opened, *, said: Mapping[str, Any] | None = None, **values: Any
) -> Opened:
    """Writes what changed of a locked order; the order as it is then."""
    line = replace(one.stored.line, **values)
    removal = replace(one.removal, line=line, **(said or {}))
    if said:
        values[CONTENT] = sealed(one.seal, removal)
    values["state"] = line.state.value
    store.save(work.connection, one.id, **values)
    return replace(one, stored=replace(one.stored, line=line), removal=removal)


def record(work: Work, one: Opened, event: Event, *, reason: str = "", **facts: Any) -> None:
    """Writes an event about a removal order, with the text of the law that it rests on."""
    line = one.stored.line
    work.record(
        event,
        subject=("removal-order", one.id),
        service_id=one.stored.service_id,
        reason=reason,
        profile=line.profile,
        **facts,
    )
