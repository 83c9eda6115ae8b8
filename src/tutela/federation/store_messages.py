"""Messages to and from other nodes: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, func, insert, select, text, tuple_, update

from tutela.federation.machine import OutState, PeerState
from tutela.federation.model import Incoming, InState, Outgoing
from tutela.federation.tables import message_in, message_out, peer
from tutela.platform.database.tables import NODE_SERVICE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Row

_OUT = [message_out.c[name] for name in Outgoing.__dataclass_fields__]
_IN = [message_in.c[name] for name in Incoming.__dataclass_fields__]
_TAKE_ALL_TURNS = text(
    "SELECT pg_advisory_xact_lock(hashtextextended(one, 0)) "
    "FROM unnest(CAST(:about AS text[])) AS one"
)
_TAKE_TURNS = text("SELECT pg_advisory_xact_lock(hashtextextended(:about, 0))")


def next_number(connection: Connection, peer_id: UUID, subject: str) -> int:
    """The number of the next message about this; others about it wait until the work ends."""
    return next_numbers(connection, peer_id, [subject])[subject]


def next_numbers(connection: Connection, peer_id: UUID, subjects: Sequence[str]) -> dict[str, int]:
    """The number of the next message about each of these; others about them wait."""
    turns = sorted({f"message_out {peer_id} {subject}" for subject in subjects})
    connection.execute(_TAKE_ALL_TURNS, {"about": turns})
    query = (
        select(message_out.c.subject, func.max(message_out.c.number))
        .where(message_out.c.peer_id == peer_id, message_out.c.subject.in_(list(subjects)))
        .group_by(message_out.c.subject)
    )
    last = {row[0]: int(row[1]) for row in connection.execute(query)}
    return {subject: last.get(subject, 0) + 1 for subject in subjects}


def add_out(connection: Connection, ones: Sequence[Outgoing]) -> None:
    """Writes messages that wait to leave."""
    rows = [
        {name: getattr(one, name) for name in Outgoing.__dataclass_fields__}
        | {"service_id": NODE_SERVICE}
        for one in ones
    ]
    connection.execute(insert(message_out), rows)


def find_out(connection: Connection, message_id: UUID, *, locked: bool = False) -> Outgoing | None:
    query = select(*_OUT).where(message_out.c.id == message_id)
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    return _outgoing(row) if row else None


def lock_out(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, Outgoing]:
    """Those messages, locked."""
    query = select(*_OUT).where(message_out.c.id.in_(list(ids))).order_by(message_out.c.id)
    rows = connection.execute(query.with_for_update())
    return {row.id: _outgoing(row) for row in rows}


def save_out(connection: Connection, message_id: UUID, **values: object) -> None:
    connection.execute(update(message_out).where(message_out.c.id == message_id).values(**values))


def due_peers(connection: Connection, now: datetime) -> list[UUID]:
    """The nodes to which something can be sent now."""
    waits = select(message_out.c.id).where(
        message_out.c.peer_id == peer.c.id, message_out.c.state == OutState.WAITING.value
    )
    farewell = peer.c.farewell.is_not(None) & (peer.c.state != PeerState.ENDED.value)
    query = select(peer.c.id).where(
        peer.c.own_key_id.is_not(None),
        peer.c.try_at <= now,
        farewell | ((peer.c.state == PeerState.ACTIVE.value) & waits.exists()),
    )
    return list(connection.execute(query.order_by(peer.c.try_at)).scalars())


def waiting_for(connection: Connection, peer_id: UUID, limit: int) -> list[Outgoing]:
    """What waits for a node, oldest first. What follows a refused one about the same waits on."""
    refused = message_out.alias("refused")
    behind = exists(
        select(refused.c.id).where(
            refused.c.peer_id == message_out.c.peer_id,
            refused.c.subject == message_out.c.subject,
            refused.c.number < message_out.c.number,
            refused.c.state == OutState.REFUSED.value,
        )
    )
    query = (
        select(*_OUT)
        .where(
            message_out.c.peer_id == peer_id,
            message_out.c.state == OutState.WAITING.value,
            ~behind,
        )
        .order_by(message_out.c.sent_at, message_out.c.number, message_out.c.id)
        .limit(limit)
    )
    return [_outgoing(row) for row in connection.execute(query)]


def messages_out(connection: Connection, limit: int, *, opened: bool) -> list[Outgoing]:
    """The newest messages to others, newest first; of them those that have not arrived."""
    query = select(*_OUT)
    if opened:
        live = [OutState.WAITING.value, OutState.REFUSED.value]
        query = query.where(message_out.c.state.in_(live))
    query = query.order_by(message_out.c.sent_at.desc(), message_out.c.id.desc())
    return [_outgoing(row) for row in connection.execute(query.limit(limit))]


def refused(connection: Connection) -> tuple[int, datetime | None]:
    """How many messages were refused for good, and since when the first waits for a person."""
    query = select(func.count(), func.min(message_out.c.sent_at))
    row = connection.execute(query.where(message_out.c.state == OutState.REFUSED.value)).one()
    return row[0], row[1]


def known(
    connection: Connection,
    peer_id: UUID,
    envelopes: Sequence[UUID],
    places: Sequence[tuple[str, int]],
) -> list[Incoming]:
    """What came from a node already with one of these ids, or at one of these places: subject and
    number.
    """
    query = select(*_IN).where(
        message_in.c.peer_id == peer_id,
        message_in.c.envelope.in_(envelopes)
        | tuple_(message_in.c.subject, message_in.c.number).in_(list(places)),
    )
    return [_incoming(row) for row in connection.execute(query)]


def add_in(connection: Connection, ones: Sequence[Incoming], signatures: Sequence[bytes]) -> None:
    """Writes messages, each with its signature; the caller has locked their sender."""
    rows = [
        {name: getattr(one, name) for name in Incoming.__dataclass_fields__}
        | {"service_id": NODE_SERVICE, "signature": signature}
        for one, signature in zip(ones, signatures, strict=True)
    ]
    connection.execute(insert(message_in), rows)


def waiting_about(connection: Connection, peer_id: UUID, subjects: Sequence[str]) -> dict[str, int]:
    """How many messages about each of these wait to be acted on."""
    query = (
        select(message_in.c.subject, func.count())
        .where(
            message_in.c.peer_id == peer_id,
            message_in.c.subject.in_(subjects),
            message_in.c.state == InState.WAITING.value,
        )
        .group_by(message_in.c.subject)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def next_in(
    connection: Connection, peer_id: UUID, limit: int, without: Iterable[str] = ()
) -> list[Incoming]:
    """What of a node is to be acted on next: in the order in which it came, and of what it said
    about the same in the order of its numbers, up to the first that has not come. Others who ask
    for the same node wait until the work ends. `without` are subjects to be left alone.
    """
    connection.execute(_TAKE_TURNS, {"about": f"message_in {peer_id}"})
    subject, number = message_in.c.subject, message_in.c.number
    # Numbers grow by one, so where none is missing they all are as far ahead of their places.
    ahead = number - func.row_number().over(partition_by=subject, order_by=number)
    came = func.max(message_in.c.received_at).over(partition_by=subject, order_by=number)
    waiting = (
        select(*_IN, ahead.label("ahead"), came.label("came"))
        .where(message_in.c.peer_id == peer_id, message_in.c.state == InState.WAITING.value)
        .subquery()
    )
    handled = (
        select(func.coalesce(func.max(message_in.c.number), 0))
        .where(
            message_in.c.peer_id == peer_id,
            message_in.c.subject == waiting.c.subject,
            message_in.c.state == InState.HANDLED.value,
        )
        .scalar_subquery()
    )
    query = (
        select(*(waiting.c[one.name] for one in _IN))
        .where(waiting.c.ahead == handled, waiting.c.subject.not_in(list(without)))
        .order_by(waiting.c.came, waiting.c.subject, waiting.c.number)
        .limit(limit)
    )
    return [_incoming(row) for row in connection.execute(query)]


def save_handled(connection: Connection, ids: Sequence[UUID], now: datetime) -> None:
    """Notes that these were acted on; what they said is gone."""
    values = {"state": InState.HANDLED.value, "sealed": None, "handled_at": now}
    connection.execute(update(message_in).where(message_in.c.id.in_(ids)).values(**values))


def messages_in(connection: Connection, limit: int) -> list[Incoming]:
    """The newest messages from others, newest first."""
    query = select(*_IN).order_by(message_in.c.received_at.desc(), message_in.c.id.desc())
    return [_incoming(row) for row in connection.execute(query.limit(limit))]


def left(connection: Connection, before: datetime) -> list[UUID]:
    """The believed nodes of which something came before `before` and was not acted on."""
    query = select(message_in.c.peer_id).where(_waits_since(before))
    return list(connection.execute(query.distinct()).scalars())


def stuck(connection: Connection, before: datetime) -> tuple[int, datetime | None]:
    """How many messages of believed nodes came before `before` and were not acted on, and since
    when the first.
    """
    query = select(func.count(), func.min(message_in.c.received_at)).where(_waits_since(before))
    row = connection.execute(query).one()
    return row[0], row[1]


def _waits_since(before: datetime) -> ColumnElement[bool]:
    """That a message waits too long; not what a node said that is suspended or ended."""
    believed = select(peer.c.id).where(peer.c.state == PeerState.ACTIVE.value)
    return (
        (message_in.c.state == InState.WAITING.value)
        & (message_in.c.received_at < before)
        & message_in.c.peer_id.in_(believed)
    )


def _outgoing(row: Row[Any]) -> Outgoing:
    return Outgoing(**{**row._mapping, "state": OutState(row.state)})  # noqa: SLF001


def _incoming(row: Row[Any]) -> Incoming:
    return Incoming(**{**row._mapping, "state": InState(row.state)})  # noqa: SLF001
