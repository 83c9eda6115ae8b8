"""Emptying what people wrote once its clock has run out: so many at once, each in the log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.law.machine import Applied
    from tutela.platform.node import Node

S = TypeVar("S", bound=str)
AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Erasing(Generic[S]):
    """What is emptied, by its noun in the log. `due` locks so many whose clock has run out, each
    with its service and state; `move` says how one moves; `erase` empties it.
    """

    noun: str
    due: Callable[[Connection, datetime, int], list[tuple[UUID, str, S]]]
    move: Callable[[S], Applied[S]]
    erase: Callable[[Connection, UUID, S, datetime], None]

    def run(self, node: Node) -> int:
        """Erases all that is due; how many. Repeating it changes nothing."""
        done = 0
        while found := self._some(node):
            done += found
        return done

    def _some(self, node: Node) -> int:
        with node.work(NODE, purpose=f"erase {self.noun}s") as work:
            due = self.due(work.connection, work.now, AT_ONCE)
            for one_id, service_id, state in due:
                moved = self.move(state)
                self.erase(work.connection, one_id, moved.target, work.now)
                work.record(
                    Event(moved.event),
                    subject=(self.noun, one_id),
                    service_id=service_id,
                    reason="its clock ran out",
                )
            return len(due)
