"""What the use cases of orders share: an order opened and locked, and moved with its event."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tutela.law.durations import Duration
from tutela.orders import content as contents
from tutela.orders import machine, store
from tutela.orders.errors import (
    LetterUntimely,
    OrderErased,
    OrderNeedsPerson,
    OrderUnknown,
    OrderWordsMissing,
)
from tutela.orders.machine import Command, OrderState
from tutela.orders.sealing import Seal
from tutela.platform.actor import ActorKind
from tutela.reporting.words import is_plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from tutela.orders.content import Content
    from tutela.orders.store import Stored
    from tutela.platform.actor import Actor
    from tutela.platform.audit.model import Event
    from tutela.platform.node import Node
    from tutela.platform.permissions import Permission
    from tutela.platform.work import Work

KEEP = Duration.parse("P1Y")  # after an order is over: complaints and courts need what it said
KEEP_DISMISSED = Duration.parse("P1M")
CONTENT = "content"
LONGEST_WORDS = 20_000


@dataclass(frozen=True, slots=True)
class Opened:
    """An order that the work has locked, with what it says."""

    stored: Stored
    seal: Seal
    content: Content

    @property
    def id(self) -> UUID:
        return self.stored.line.id

    @property
    def service_id(self) -> str:
        return self.stored.line.service_id

    @property
    def state(self) -> OrderState:
        return self.stored.line.state


def require_person(actor: Actor, permission: Permission) -> None:
    """Raises OrderNeedsPerson and Forbidden."""
    if actor.kind is not ActorKind.PERSON:
        raise OrderNeedsPerson
    actor.require(permission)


def require_words(text: str, what: str) -> str:
    """The text without blanks around it. Raises OrderWordsMissing."""
    if not is_plain(text, LONGEST_WORDS):
        raise OrderWordsMissing(what=what)
    return text.strip()


def require_told(how: str, at: datetime, now: datetime) -> None:
    """Raises LetterUntimely, unless it says how somebody was told, and when until now."""
    if not is_plain(how, LONGEST_WORDS) or at.utcoffset() is None or at > now:
        raise LetterUntimely


def locked(work: Work, order_id: UUID) -> Opened:
    """The order, locked until the work ends. Raises OrderUnknown and OrderErased."""
    stored = store.find(work.connection, order_id, locked=True)
    if stored is None:
        raise OrderUnknown(order=order_id)
    work.waited()
    return opened(work.node, stored)


def opened(node: Node, stored: Stored) -> Opened:
    """A stored order with what it says. Raises OrderErased and OrderUnreadable."""
    if stored.wrapped_key is None or stored.content is None:
        raise OrderErased(erased_at=f"{stored.erased_at:%Y-%m-%d %H:%M} UTC")
    seal = Seal(node, stored.line.id, stored.wrapped_key)
    return Opened(stored, seal, contents.read(seal.open(CONTENT, stored.content)))


def sealed(seal: Seal, content: Content) -> bytes:
    return seal.seal(CONTENT, contents.write(content))


def move(
    work: Work,
    one: Opened,
    command: Command,
    event: Event,
    *,
    reason: str = "",
    facts: Mapping[str, bool] | None = None,
    told: Mapping[str, Any] | None = None,
    **values: object,
) -> OrderState:
    """Moves a locked order and writes its event, in which `told` stands. Raises OrderMoveRefused.

    `values` are columns that change with it. An order that is over gets the day of its erasure.
    """
    state = machine.move(one.state, command, facts=facts)
    if reason:
        values[CONTENT] = sealed(one.seal, one.content.because(reason))
    keep = KEEP_DISMISSED if state is OrderState.DISMISSED else KEEP
    values["erase_at"] = keep.after(work.now) if state.over else None
    store.save(work.connection, one.id, state=state.value, **values)
    record(work, one, event, reason=reason, **(told or {}))
    return state


def record(work: Work, one: Opened, event: Event, *, reason: str = "", **facts: Any) -> None:
    """Writes an event about an order."""
    work.record(event, subject=("order", one.id), service_id=one.service_id, reason=reason, **facts)


def with_content(one: Opened, content: Content) -> Opened:
    """The order as it is after its content changed in this work."""
    return replace(one, content=content)
