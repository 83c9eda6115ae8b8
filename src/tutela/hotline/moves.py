"""What the use cases of a hotline's cases share: one opened and locked, moved with its event."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tutela.hotline import clocks, machine, store
from tutela.hotline.errors import (
    HotlineCaseUnknown,
    HotlineErased,
    HotlineNeedsPerson,
    HotlineWordsMissing,
    NotHotline,
)
from tutela.hotline.machine import PERSON, POLICE_SETTLED, State
from tutela.hotline.sealing import Seal
from tutela.platform.actor import ActorKind
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.noderole import NodeRole
from tutela.reporting.words import is_plain

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.hotline.machine import Command
    from tutela.hotline.model import CaseLine
    from tutela.hotline.store import Stored
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.permissions import Permission
    from tutela.platform.work import Work

LONGEST_WORDS: Final = 4000
CONTENT: Final = "content"
CASE: Final = "hotline"


@dataclass(frozen=True, slots=True)
class Opened:
    """A case that the work has locked."""

    stored: Stored
    seal: Seal

    @property
    def line(self) -> CaseLine:
        return self.stored.line

    @property
    def id(self) -> UUID:
        return self.stored.line.id

    @property
    def content(self) -> dict[str, Any]:
        """Its address and what was said of its host."""
        return content_of(self.stored, self.seal)


def content_of(stored: Stored, seal: Seal) -> dict[str, Any]:
    """What a case says, opened."""
    found: dict[str, Any] = json.loads(seal.open(CONTENT, stored.content or b""))
    return found


def require(node: Node, actor: Actor, permission: Permission) -> None:
    """Raises HotlineNeedsPerson, Forbidden, and NotHotline on another institution's node."""
    if actor.kind is not ActorKind.PERSON:
        raise HotlineNeedsPerson
    actor.require(permission)
    require_hotline(node)


def require_hotline(node: Node) -> None:
    """Raises NotHotline."""
    if node.identity.role is not NodeRole.HOTLINE:
        raise NotHotline(role=node.identity.role.words)


def require_words(text: str, what: str) -> str:
    """The text without blanks around it. Raises HotlineWordsMissing."""
    if not is_plain(text, LONGEST_WORDS):
        raise HotlineWordsMissing(most=LONGEST_WORDS, what=what)
    return text.strip()


def locked(work: Work, case_id: UUID) -> Opened:
    """Raises HotlineCaseUnknown and HotlineErased."""
    stored = store.find(work.connection, case_id, locked=True)
    if stored is None:
        raise HotlineCaseUnknown(case=case_id)
    work.waited()
    if stored.wrapped_key is None:
        raise HotlineErased
    return Opened(stored, Seal(work.node, stored.line.id, stored.wrapped_key))


def move(
    work: Work,
    one: Opened,
    command: Command,
    *,
    by: str = PERSON,
    by_name: str = "",
    words: str = "",
    facts: dict[str, bool] | None = None,
    **values: Any,
) -> State:
    """Moves a case with its step, its clocks and its event; `values` are what else changes in its
    row. Raises HotlineMoveRefused and PoliceFirst.
    """
    line, now = one.line, work.now
    settled = {POLICE_SETTLED: line.police_settled or not line.police_first}
    moved = machine.move(line.state, command, by, facts=settled | (facts or {}))
    clocked = {
        "due_at": clocks.due(moved.target, now, urgent=line.urgent),
        "erase_at": clocks.erased(moved.target, now),
        "ended_at": now if moved.target.over else None,
    }
    store.save(work.connection, one.id, state=moved.target.value, **clocked | values)
    step(work, one, command.value, by_name=by_name, words=words)
    record(work, Event(moved.event), one.id, state=moved.target.value, by=by_name)
    return moved.target


def step(work: Work, one: Opened, event: str, *, by_name: str = "", words: str = "") -> None:
    """Writes what was done; `by_name` names another node, where it was not who works here."""
    add_step(work, one.id, one.seal, event, by_name=by_name, words=words)


def add_step(
    work: Work, case_id: UUID, seal: Seal, event: str, *, by_name: str = "", words: str = ""
) -> None:
    step_id = work.new_id()
    store.add_step(
        work.connection,
        id=step_id,
        service_id=NODE_SERVICE,
        case_id=case_id,
        event=event,
        by_name=by_name or work.actor.name,
        words=seal.seal(f"step:{step_id}", words.encode()) if words else None,
        at=work.now,
    )


def record(work: Work, event: Event, case_id: UUID, **facts: Any) -> None:
    """Writes down what happened to a case; never its address, or what is there."""
    work.record(event, subject=(CASE, case_id), service_id=NODE_SERVICE, **facts)
