"""One node: its settings, keys, database, clock and ids, gathered and passed in."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tutela.platform.audit.pseudonym import Pseudonyms
from tutela.platform.clock import Clock, SystemClock
from tutela.platform.database.engine import failures_named
from tutela.platform.ids import Ids, SystemIds
from tutela.platform.jobs.queue import Queue
from tutela.platform.jobs.registry import Tasks
from tutela.platform.noderole import NodeRole
from tutela.platform.work import Work, unit_of_work

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from uuid import UUID

    from sqlalchemy import Connection, Engine

    from tutela.platform.actor import Actor
    from tutela.platform.guarded.model import Withheld
    from tutela.platform.keys import NodeKeys
    from tutela.platform.settings import Settings


@dataclass(frozen=True)
class Identity:
    """Which node this is, whether it is a demo, and whose: for good."""

    id: UUID
    demo: bool
    role: NodeRole = NodeRole.PROVIDER

    @property
    def origin(self) -> str:
        """How the node names its log in signed checkpoints."""
        return f"tutela{'-demo' if self.demo else ''}/{self.id}"


@dataclass(frozen=True)
class Node:
    """Everything a use case needs from the outside; made once by `home.open_node`."""

    settings: Settings
    identity: Identity
    keys: NodeKeys
    engine: Engine
    database_url: str
    tasks: Tasks = field(default_factory=Tasks)
    clock: Clock = field(default_factory=SystemClock)
    ids: Ids = field(default_factory=SystemIds)
    queue: Queue = field(default_factory=Queue)
    # What the settings' file says that does not hold yet (`platform.guarded`).
    withheld: tuple[Withheld, ...] = ()

    @property
    def pseudonyms(self) -> Pseudonyms:
        return Pseudonyms(self.keys.pseudonym)

    def work(self, actor: Actor, purpose: str) -> AbstractContextManager[Work]:
        """A unit of work: commits on leaving without an exception. Raises DatabaseAway."""
        return unit_of_work(self, actor, purpose)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for reading; nothing written on it is kept. Raises DatabaseAway."""
        with failures_named(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A transaction without an audit trail: for counters and caches, never for a state.

        Raises DatabaseAway.
        """
        with failures_named(), self.engine.begin() as connection:
            yield connection
