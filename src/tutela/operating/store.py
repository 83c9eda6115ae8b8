"""What a node's tables say of its work: all its SQL. Reads, but for the pulses."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.operating.model import Dead, Figures, JobFacts, Pulse, Sealing
from tutela.operating.tables import pulse
from tutela.platform.audit.model import Event
from tutela.platform.audit.tables import audit_checkpoint, audit_event, audit_pending
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.services.tables import node_state
from tutela.platform.webhooks import store as deliveries
from tutela.platform.webhooks.tables import webhook_delivery

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

# A job's clock begins when it may run; one without such an instant, when it was written down.
_DUE = text(
    "SELECT count(*) AS due, min(coalesce(j.scheduled_at, e.at)) AS oldest "
    "FROM procrastinate_jobs j LEFT JOIN procrastinate_events e "
    "ON e.job_id = j.id AND e.type = 'deferred' "
    "WHERE j.status = 'todo' AND coalesce(j.scheduled_at, '-infinity') <= :now"
)
_FAILED = text(
    "SELECT j.task_name, count(*) AS jobs, max(e.at) AS latest "
    "FROM procrastinate_jobs j JOIN procrastinate_events e "
    "ON e.job_id = j.id AND e.type = 'failed' "
    "WHERE j.status = 'failed' AND e.at > :since GROUP BY j.task_name"
)


def database_now(connection: Connection) -> datetime:
    """The instant by the database's clock."""
    found: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return found


def sealing(connection: Connection) -> Sealing:
    """What waits for its place in the log."""
    query = select(func.count().label("pending"), func.min(audit_event.c.at).label("oldest"))
    joined = query.select_from(audit_pending).join(
        audit_event, audit_event.c.id == audit_pending.c.event_id
    )
    row = connection.execute(joined).one()
    return Sealing(row.pending, row.oldest)


def signed_after(connection: Connection, size: int) -> tuple[int, datetime | None]:
    """Rows signed in all, and when the first checkpoint beyond `size` rows was signed."""
    query = select(
        func.coalesce(func.max(audit_checkpoint.c.size), 0).label("size"),
        func.min(audit_checkpoint.c.at).filter(audit_checkpoint.c.size > size).label("since"),
    )
    row = connection.execute(query).one()
    return row.size, row.since


def jobs(connection: Connection, now: datetime, since: datetime) -> JobFacts:
    """Jobs that are due at `now`, and those given up after `since`."""
    due = connection.execute(_DUE, {"now": now}).one()
    failed = connection.execute(_FAILED, {"since": since}).all()
    return JobFacts(
        due.due,
        due.oldest,
        {row.task_name: row.jobs for row in failed},
        max((row.latest for row in failed), default=None),
    )


def job_states(connection: Connection) -> dict[str, int]:
    """Jobs by the state they are in."""
    rows = connection.execute(
        text("SELECT status::text AS state, count(*) AS jobs FROM procrastinate_jobs GROUP BY 1")
    )
    return {row.state: row.jobs for row in rows}


def dead(connection: Connection) -> Dead:
    """Messages to platforms that were given up, and neither arrived since nor were closed."""
    return Dead(*deliveries.given_up(connection))


def delivery_states(connection: Connection) -> dict[str, int]:
    """Messages to platforms by the state they are in."""
    state = webhook_delivery.c.state
    rows = connection.execute(select(state, func.count()).group_by(state))
    return {row[0]: row[1] for row in rows}


def last_backup(connection: Connection) -> datetime | None:
    """When the node was last backed up."""
    query = select(func.max(audit_event.c.at)).where(
        audit_event.c.subject_kind == "node", audit_event.c.event == Event.NODE_BACKUP.value
    )
    found: datetime | None = connection.execute(query).scalar_one()
    return found


def made_at(connection: Connection) -> datetime:
    """When the node was made."""
    found: datetime = connection.execute(select(node_state.c.created_at)).scalar_one()
    return found


def pulses(connection: Connection, since: datetime) -> list[Pulse]:
    """The processes that were heard of after `since`."""
    query = select(pulse).where(pulse.c.seen_at > since).order_by(pulse.c.started_at, pulse.c.pid)
    return [
        Pulse(row.role, row.pid, row.started_at, row.seen_at, Figures(**row.figures))
        for row in connection.execute(query)
    ]


def beat(connection: Connection, own: UUID, one: Pulse) -> None:
    """Writes what a process says of itself, over what it said before."""
    values = {"seen_at": one.seen_at, "figures": asdict(one.figures)}
    connection.execute(
        upsert(pulse)
        .values(
            service_id=NODE_SERVICE,
            id=own,
            role=one.role,
            pid=one.pid,
            started_at=one.started_at,
            **values,
        )
        .on_conflict_do_update(index_elements=[pulse.c.id], set_=values)
    )


def forget(connection: Connection, own: UUID, before: datetime) -> None:
    """Deletes the pulse of a process that ends, and those not heard of since `before`."""
    connection.execute(delete(pulse).where((pulse.c.id == own) | (pulse.c.seen_at < before)))
