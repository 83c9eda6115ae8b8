"""This node among nodes, and the other nodes: all their SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.federation.machine import PeerState
from tutela.federation.model import Peer
from tutela.federation.tables import own_descriptor, own_key, peer
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.noderole import NodeRole

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Row

_PEER = [peer.c[name] for name in Peer.__dataclass_fields__]
_TAKE_TURN = text("SELECT pg_advisory_xact_lock(hashtextextended(:about, 0))")
_KEY = [own_key.c.id, own_key.c.public, own_key.c.sealed]


@dataclass(frozen=True, slots=True)
class OwnName:
    """What this node says of itself."""

    name: str
    address: str
    number: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class OwnKey:
    """A key of this node: its public half, and the private one as it lies here."""

    id: UUID
    public: bytes
    sealed: bytes | None


def own_name(connection: Connection, *, locked: bool = False) -> OwnName | None:
    query = select(*(own_descriptor.c[name] for name in OwnName.__dataclass_fields__))
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    return OwnName(*row) if row else None


def save_own_name(connection: Connection, one: OwnName) -> None:
    values = {name: getattr(one, name) for name in OwnName.__dataclass_fields__}
    connection.execute(
        upsert(own_descriptor)
        .values(service_id=NODE_SERVICE, **values)
        .on_conflict_do_update(index_elements=["one"], set_=values)
    )


def current_key(connection: Connection) -> OwnKey | None:
    """The key that others are told of."""
    row = connection.execute(select(*_KEY).where(own_key.c.current)).one_or_none()
    return OwnKey(*row) if row else None


def own_key_of(connection: Connection, key_id: UUID) -> OwnKey:
    return OwnKey(*connection.execute(select(*_KEY).where(own_key.c.id == key_id)).one())


def add_key(connection: Connection, one: OwnKey, now: datetime) -> None:
    """Writes a key, which is the current one from now on."""
    connection.execute(update(own_key).where(own_key.c.current).values(current=False))
    connection.execute(
        insert(own_key).values(
            service_id=NODE_SERVICE,
            id=one.id,
            public=one.public,
            sealed=one.sealed,
            current=True,
            made_at=now,
        )
    )


def live_keys(connection: Connection) -> list[OwnKey]:
    """The keys that are not ended."""
    query = select(*_KEY).where(own_key.c.revoked_at.is_(None)).order_by(own_key.c.made_at)
    return [OwnKey(*row) for row in connection.execute(query)]


def revoke_keys(connection: Connection, now: datetime) -> None:
    """Ends every key: their private halves are gone."""
    live = own_key.c.revoked_at.is_(None)
    connection.execute(
        update(own_key).where(live).values(current=False, sealed=None, revoked_at=now)
    )


def key_of_public(connection: Connection, public: bytes) -> UUID | None:
    """Which live key has this public half."""
    query = select(own_key.c.id).where(own_key.c.public == public, own_key.c.revoked_at.is_(None))
    return connection.execute(query).scalar_one_or_none()


def peers(connection: Connection) -> list[Peer]:
    """Every node there ever was, by name."""
    query = select(*_PEER).order_by(func.lower(peer.c.name), peer.c.id)
    return [_peer(row) for row in connection.execute(query)]


def find_peer(connection: Connection, peer_id: UUID, *, locked: bool = False) -> Peer | None:
    query = select(*_PEER).where(peer.c.id == peer_id)
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    return _peer(row) if row else None


def lock_peer(connection: Connection, peer_id: UUID) -> Peer | None:
    """One of them, which nobody else changes or keeps until the transaction ends."""
    return find_peer(connection, peer_id, locked=True)


def take_turn(connection: Connection, peer_id: UUID) -> None:
    """What one node brings is taken in one after the other: others wait until the work ends."""
    connection.execute(_TAKE_TURN, {"about": f"taking {peer_id}"})


def keep_peer(connection: Connection, peer_id: UUID) -> Peer | None:
    """One of them, which nobody changes until the transaction ends; others may read it too."""
    query = select(*_PEER).where(peer.c.id == peer_id).with_for_update(read=True)
    row = connection.execute(query).one_or_none()
    return _peer(row) if row else None


def add_peer(connection: Connection, one: Peer) -> bool:
    """Writes another node; False if it is there already."""
    values = {name: getattr(one, name) for name in Peer.__dataclass_fields__}
    written = connection.execute(
        upsert(peer)
        .values(service_id=NODE_SERVICE, **values)
        .on_conflict_do_nothing(index_elements=["id"])
        .returning(peer.c.id)
    )
    return written.one_or_none() is not None


def save_peer(connection: Connection, peer_id: UUID, **values: object) -> None:
    connection.execute(update(peer).where(peer.c.id == peer_id).values(**values))


def note_refusal(connection: Connection, peer_id: UUID, said: str) -> None:
    """Counts what a known node brought that could not be taken."""
    values = {"refusals": peer.c.refusals + 1, "refusal": said}
    connection.execute(update(peer).where(peer.c.id == peer_id).values(**values))


def unreached(connection: Connection, failures: int) -> tuple[int, datetime | None]:
    """How many nodes could not be reached so often, and since when the first was last heard."""
    query = select(func.count(), func.min(func.coalesce(peer.c.heard_at, peer.c.added_at)))
    row = connection.execute(
        query.where(peer.c.state == PeerState.ACTIVE.value, peer.c.failures >= failures)
    ).one()
    return row[0], row[1]


def _peer(row: Row[tuple[object, ...]]) -> Peer:
    values = row._mapping  # noqa: SLF001
    return Peer(**{**values, "role": NodeRole(row.role), "state": PeerState(row.state)})
