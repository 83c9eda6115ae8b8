"""What the use cases of received reports share: one opened and locked, moved with its event."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from tutela.platform.actor import ActorKind
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.receiving import machine, store
from tutela.receiving.errors import (
    NotOurPart,
    ReceivedErased,
    ReceivedNeedsPerson,
    ReceivedUnknown,
    ReceivedWordsMissing,
)
from tutela.receiving.sealing import Seal
from tutela.reporting.centre.wire import LONGEST_WORDS
from tutela.reporting.words import is_plain

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.noderole import NodeRole
    from tutela.platform.permissions import Permission
    from tutela.platform.work import Work
    from tutela.receiving.machine import Command, State
    from tutela.receiving.model import ReceivedLine
    from tutela.receiving.store import Stored

# The draft says only "no longer than necessary"; these are ours.
LONGEST_KEPT: Final = timedelta(days=2 * 365)  # whatever becomes of a report
KEPT_AFTER: Final = timedelta(days=365)  # after it is over: courts need what it said
FORM: Final = "form"
RECEIVED: Final = "received"


@dataclass(frozen=True, slots=True)
class Opened:
    """A received report that the work has locked."""

    stored: Stored
    seal: Seal

    @property
    def line(self) -> ReceivedLine:
        return self.stored.line

    @property
    def id(self) -> UUID:
        return self.stored.line.id

    @property
    def form(self) -> dict[str, Any]:
        """What the provider said."""
        found: dict[str, Any] = json.loads(self.seal.open(FORM, self.stored.content or b""))
        return found


def require(node: Node, actor: Actor, permission: Permission, *roles: NodeRole) -> None:
    """Raises ReceivedNeedsPerson, Forbidden, and NotOurPart on another institution's node."""
    if actor.kind is not ActorKind.PERSON:
        raise ReceivedNeedsPerson
    actor.require(permission)
    if node.identity.role not in roles:
        raise NotOurPart(who=roles[0].words, role=node.identity.role.words)


def require_words(text: str, what: str) -> str:
    """The text without blanks around it. Raises ReceivedWordsMissing."""
    if not is_plain(text, LONGEST_WORDS):
        raise ReceivedWordsMissing(most=LONGEST_WORDS, what=what)
    return text.strip()


def locked(work: Work, report_id: UUID | None) -> Opened:
    """Raises ReceivedUnknown and ReceivedErased."""
    stored = store.find(work.connection, report_id, locked=True) if report_id else None
    if stored is None:
        raise ReceivedUnknown(report=report_id or "")
    work.waited()
    if stored.wrapped_key is None:
        raise ReceivedErased
    return Opened(stored, Seal(work.node, stored.line.id, stored.wrapped_key))


def move(
    work: Work, one: Opened, command: Command, *, by: str = "", words: str = "", **values: object
) -> State:
    """Moves a report, with its step and its event. Raises ReceivedMoveRefused."""
    state = machine.move(one.line.state, command)
    if state.over:
        values |= {
            "ended_at": work.now,
            "erase_at": min(work.now + KEPT_AFTER, one.line.received_at + LONGEST_KEPT),
        }
    store.save(work.connection, one.id, state=state.value, **values)
    step(work, one, command.value, by=by, words=words)
    work.record(
        Event.RECEIVED_MOVE,
        subject=(RECEIVED, one.id),
        service_id=NODE_SERVICE,
        profile=one.line.profile,
        command=command.value,
        state=state.value,
        number=one.line.number,
        by=by,
    )
    return state


def step(work: Work, one: Opened, event: str, *, by: str = "", words: str = "") -> None:
    """Writes what was done; `by` names another node, where it was not who works here."""
    step_id = work.new_id()
    store.add_step(
        work.connection,
        id=step_id,
        service_id=NODE_SERVICE,
        report_id=one.id,
        event=event,
        by_name=by or work.actor.name,
        words=one.seal.seal(f"step:{step_id}", words.encode()) if words else None,
        at=work.now,
    )
