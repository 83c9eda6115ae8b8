"""All SQL of the log. What it reads may have been tampered with, so it trusts no value."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    LargeBinary,
    Row,
    Select,
    Uuid,
    any_,
    case,
    cast,
    delete,
    exists,
    func,
    literal,
    select,
    text,
)
from sqlalchemy import (
    insert as insert_into,
)

from tutela.platform.audit.canonical import to_json
from tutela.platform.audit.model import AuditEvent, Event
from tutela.platform.audit.rows import CheckpointRow, LeafRow
from tutela.platform.audit.tables import audit_checkpoint, audit_event, audit_leaf, audit_pending
from tutela.platform.database.tables import NODE_SERVICE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from sqlalchemy import Column, ColumnElement, Connection

ONE_SEALER: Final = 0x6175_6469  # advisory lock
_FETCHED: Final = 2000


def insert(connection: Connection, event: AuditEvent) -> None:
    """Writes `event` and lets it wait for its place in the log; one statement.

    Raises FactUnrecordable for what the log could not commit to.
    """
    facts = to_json(event)["facts"]
    written = (
        insert_into(audit_event)
        .values({name: getattr(event, name) for name in _EVENT} | {"facts": facts})
        .returning(audit_event.c.id)
        .cte("written")
    )
    waiting = select(literal(NODE_SERVICE), written.c.id)
    connection.execute(insert_into(audit_pending).from_select(["service_id", "event_id"], waiting))


def insert_all(connection: Connection, events: Sequence[AuditEvent]) -> None:
    """Writes many events, as `insert` does one. Raises FactUnrecordable."""
    if not events:
        return
    rows = [
        {name: getattr(event, name) for name in _EVENT} | {"facts": to_json(event)["facts"]}
        for event in events
    ]
    connection.execute(insert_into(audit_event), rows)
    waiting = [{"service_id": NODE_SERVICE, "event_id": event.id} for event in events]
    connection.execute(insert_into(audit_pending), waiting)


def lock(connection: Connection) -> None:
    """Waits until no other sealer is at work; until the transaction ends."""
    connection.execute(select(func.pg_advisory_xact_lock(ONE_SEALER)))


def look_back(connection: Connection) -> None:
    """Makes the transaction that begins now read one moment of the database, and write nothing."""
    connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))


def is_waiting(connection: Connection) -> bool:
    """Whether any event waits for its place."""
    return bool(connection.scalar(select(exists(select(audit_pending.c.event_id)))))


def waiting_count(connection: Connection) -> int:
    """How many events wait for their place."""
    return connection.scalar(select(func.count()).select_from(audit_pending)) or 0


def waiting(connection: Connection, limit: int) -> list[AuditEvent]:
    """The events that wait for their place, in the order they get it in."""
    return [_event(row) for row in connection.execute(_waiting().limit(limit))]


def forget_sealed(connection: Connection) -> None:
    """Takes back the waiting of events that have their place already."""
    sealed = select(audit_leaf.c.event_id).where(audit_leaf.c.event_id == audit_pending.c.event_id)
    connection.execute(delete(audit_pending).where(exists(sealed)))


def seal(connection: Connection, first: int, leaves: Sequence[tuple[UUID, bytes]]) -> None:
    """Gives events (id, hash) the places from `first` on, and ends their waiting."""
    ids = [event_id for event_id, _ in leaves]
    given = (
        func.unnest(
            cast(list(range(first, first + len(leaves))), ARRAY(BigInteger)),
            cast(ids, ARRAY(Uuid)),
            cast([leaf for _, leaf in leaves], ARRAY(LargeBinary)),
        )
        .table_valued("position", "event_id", "leaf_hash")
        .render_derived()
    )
    rows = select(literal(NODE_SERVICE), given.c.position, given.c.event_id, given.c.leaf_hash)
    columns = ["service_id", "position", "event_id", "leaf_hash"]
    connection.execute(insert_into(audit_leaf).from_select(columns, rows))
    connection.execute(
        delete(audit_pending).where(audit_pending.c.event_id == any_(cast(ids, ARRAY(Uuid))))
    )


def add_checkpoint(connection: Connection, row: CheckpointRow) -> None:
    values = {name: getattr(row, name) for name in _CHECKPOINT}
    connection.execute(insert_into(audit_checkpoint).values(service_id=NODE_SERVICE, **values))


def last_checkpoints(connection: Connection, count: int) -> list[CheckpointRow]:
    """The last `count` checkpoints, the last one first."""
    found = _checkpoints().order_by(audit_checkpoint.c.number.desc()).limit(count)
    return [_checkpoint(row) for row in connection.execute(found)]


def checkpoint(connection: Connection, number: int) -> CheckpointRow | None:
    """The checkpoint with this number."""
    found = _checkpoints().where(audit_checkpoint.c.number == number)
    row = connection.execute(found).one_or_none()
    return None if row is None else _checkpoint(row)


def checkpoints(connection: Connection) -> Iterator[CheckpointRow]:
    """All checkpoints by number, as a stream."""
    found = _checkpoints().order_by(audit_checkpoint.c.number)
    return map(_checkpoint, _streamed(connection, found))


def notes_after(connection: Connection, number: int, epoch: int, limit: int) -> dict[int, str]:
    """The notes, by number, of up to `limit` checkpoints after a number and an epoch."""
    found = select(audit_checkpoint.c.number, audit_checkpoint.c.note)
    found = found.where(audit_checkpoint.c.number > number, audit_checkpoint.c.epoch > epoch)
    rows = connection.execute(found.order_by(audit_checkpoint.c.number).limit(limit))
    return {row.number: row.note or "" for row in rows}


def leaf_hashes(connection: Connection, start: int) -> list[tuple[int, bytes]]:
    """(position, hash) of the places from `start` on."""
    found = select(audit_leaf.c.position, audit_leaf.c.leaf_hash)
    found = found.where(audit_leaf.c.position >= start).order_by(audit_leaf.c.position)
    return [(row.position, row.leaf_hash) for row in connection.execute(found)]


def leaves(connection: Connection) -> Iterator[LeafRow]:
    """The whole log by position, as a stream."""
    found = (
        select(
            audit_leaf.c.position,
            audit_leaf.c.event_id,
            audit_leaf.c.leaf_hash,
            *_event_columns(),
        )
        .select_from(audit_leaf.outerjoin(audit_event, audit_leaf.c.event_id == audit_event.c.id))
        .order_by(audit_leaf.c.position)
    )
    for row in _streamed(connection, found):
        event = None if row.id is None else _event(row)
        yield LeafRow(row.position, row.event_id, row.leaf_hash or b"", event)


def pending(connection: Connection) -> Iterator[AuditEvent]:
    """The events that wait for their place, as a stream."""
    return map(_event, _streamed(connection, _waiting()))


def strays(connection: Connection) -> Iterator[AuditEvent]:
    """Events that have no place in the log and do not wait for one, as a stream."""
    placed = select(audit_leaf.c.event_id).where(audit_leaf.c.event_id == audit_event.c.id)
    waits = select(audit_pending.c.event_id).where(audit_pending.c.event_id == audit_event.c.id)
    found = select(*_event_columns()).where(~exists(placed), ~exists(waits))
    return map(_event, _streamed(connection, found.order_by(audit_event.c.at, audit_event.c.id)))


_EVENT: Final = tuple(AuditEvent.__dataclass_fields__)
_CHECKPOINT: Final = tuple(CheckpointRow.__dataclass_fields__)
# Python has no instants outside these; a row that was given one has no instant at all.
_FIRST, _LAST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)


def restored_at(connection: Connection) -> datetime | None:
    """When this node was last made again from a backup."""
    query = select(func.max(audit_event.c.at)).where(
        audit_event.c.subject_kind == "node", audit_event.c.event == Event.NODE_RESTORE.value
    )
    return connection.execute(query).scalar_one_or_none()


def has_happened(
    connection: Connection, event: Event, subject: tuple[str, str], since: datetime
) -> bool:
    """Whether an event is in the log of this subject after `since`."""
    query = select(audit_event.c.id).where(
        audit_event.c.subject_kind == subject[0],
        audit_event.c.subject_id == subject[1],
        audit_event.c.event == event.value,
        audit_event.c.at > since,
    )
    return connection.execute(query.limit(1)).first() is not None


def _waiting() -> Select[Any]:
    joined = audit_pending.join(audit_event, audit_pending.c.event_id == audit_event.c.id)
    columns = select(*_event_columns()).select_from(joined)
    return columns.order_by(audit_event.c.at, audit_event.c.id)


def _event_columns() -> list[ColumnElement[Any]]:
    names = (name for name in _EVENT if name != "at")
    return [*(audit_event.c[name] for name in names), _sane(audit_event.c.at)]


def _checkpoints() -> Select[Any]:
    names = (name for name in _CHECKPOINT if name != "at")
    return select(*(audit_checkpoint.c[name] for name in names), _sane(audit_checkpoint.c.at))


def _sane(column: Column[Any]) -> ColumnElement[Any]:
    return case((column.between(_FIRST, _LAST), column)).label(column.name)


def _event(row: Row[Any]) -> AuditEvent:
    return AuditEvent(**{name: getattr(row, name) for name in _EVENT})


def _checkpoint(row: Row[Any]) -> CheckpointRow:
    return CheckpointRow(
        number=row.number,
        epoch=row.epoch,
        size=row.size,
        root=row.root or b"",
        note=row.note or "",
        frontier=row.frontier or b"",
        at=row.at,
    )


def _streamed(connection: Connection, statement: Select[Any]) -> Iterator[Row[Any]]:
    with connection.execute(statement, execution_options={"yield_per": _FETCHED}) as result:
        yield from result
