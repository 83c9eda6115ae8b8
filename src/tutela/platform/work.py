"""The unit of work: one transaction, its instant, its actor, its audit rows and its jobs."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tutela.platform.audit import store as audit_store
from tutela.platform.audit.model import AuditEvent, Event
from tutela.platform.database.engine import failures_named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.platform.actor import Actor
    from tutela.platform.jobs.registry import Task
    from tutela.platform.node import Node

    Facts = Mapping[str, Any]


class Work:
    """One transaction. Either all of it happened, with its audit rows and jobs, or nothing."""

    def __init__(self, node: Node, connection: Connection, actor: Actor, purpose: str) -> None:
        self.node = node
        self.connection = connection
        self.actor = actor
        self.purpose = purpose
        self.marks: dict[str, object] = {}  # facts of every row that this work writes
        self.now: datetime = node.clock.now()

    def waited(self) -> None:
        """Takes the instant anew, after a lock was waited for: what held it came before this."""
        self.now = self.node.clock.now()

    def new_id(self) -> UUID:
        return self.node.ids.new()

    def record(
        self,
        event: Event,
        *,
        subject: tuple[str, object],
        service_id: str,
        reason: str = "",
        profile: str = "",
        **facts: Any,
    ) -> UUID:
        """Writes the audit row of a move, and enqueues the jobs that follow from it."""
        row = self._row(event, subject, service_id, facts, reason, profile)
        audit_store.insert(self.connection, row)
        self._follow(event, row)
        return row.id

    def record_all(
        self,
        event: Event,
        subjects: Sequence[tuple[tuple[str, object], Facts]],
        *,
        service_id: str,
        profile: str = "",
    ) -> None:
        """The same for many moves of one kind, each a subject with its facts, written together."""
        rows = [
            self._row(event, subject, service_id, facts, profile=profile)
            for subject, facts in subjects
        ]
        audit_store.insert_all(self.connection, rows)
        for row in rows:
            self._follow(event, row)

    def defer(self, task: Task, **arguments: str) -> None:
        """Enqueues `task` in this transaction: it runs only if this work is committed."""
        self.node.queue.defer(self.connection, task, arguments)

    def _row(
        self,
        event: Event,
        subject: tuple[str, object],
        service_id: str,
        facts: Facts,
        reason: str = "",
        profile: str = "",
    ) -> AuditEvent:
        return AuditEvent(
            id=self.new_id(),
            service_id=service_id,
            at=self.now,
            actor_kind=self.actor.kind.value,
            actor_id=self.actor.id,
            event=event.value,
            subject_kind=subject[0],
            subject_id=str(subject[1]),
            purpose=self.purpose,
            reason=reason,
            profile=profile,
            facts=dict(facts) | self.marks,
        )

    def _follow(self, event: Event, row: AuditEvent) -> None:
        for task in self.node.tasks.following(event):
            self.defer(task, subject_id=row.subject_id)


@contextmanager
def unit_of_work(node: Node, actor: Actor, purpose: str) -> Iterator[Work]:
    """Begins a transaction; the only place in Tutela that commits."""
    with failures_named(), node.engine.connect() as connection:
        transaction = connection.begin()
        try:
            yield Work(node, connection, actor, purpose)
        except BaseException:
            transaction.rollback()
            raise
        transaction.commit()
