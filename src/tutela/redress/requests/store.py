"""Victims' requests at the authority: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, insert, select, update

from tutela.platform.alerts.model import MailState
from tutela.platform.database.tables import NODE_SERVICE
from tutela.redress.requests import sealing
from tutela.redress.requests.machine import VictimState
from tutela.redress.requests.model import Asked, Content, Preference, VictimRequest, Who
from tutela.redress.requests.tables import victim_request

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Row

    from tutela.platform.node import Node

_T = victim_request.c
_OVER: Final = (VictimState.ANSWERED.value, VictimState.DECLINED.value, VictimState.WITHDRAWN.value)
_APART: Final = {"content"}
_NAMES: Final = [name for name in VictimRequest.__dataclass_fields__ if name not in _APART]


def add(node: Node, connection: Connection, one: VictimRequest, code: bytes, source: str) -> None:
    values = {name: getattr(one, name) for name in _NAMES}
    sealed = sealing.seal_content(node, one.id, one.known)
    connection.execute(
        insert(victim_request).values(
            **values, service_id=NODE_SERVICE, code_hash=code, source=source, sealed=sealed
        )
    )


def take_turn(connection: Connection, code: bytes) -> None:
    """Lets nobody else take in a request of this code until the transaction ends."""
    key = func.hashtextextended(f"victim_request/{code.hex()}", 0)
    connection.execute(select(func.pg_advisory_xact_lock(key)))


def find(
    node: Node, connection: Connection, request_id: UUID, *, locked: bool = False
) -> VictimRequest | None:
    return _one(node, connection, _T.id == request_id, locked=locked)


def by_code(
    node: Node, connection: Connection, code: bytes, *, locked: bool = False
) -> VictimRequest | None:
    return _one(node, connection, _T.code_hash == code, locked=locked)


def by_number(node: Node, connection: Connection, number: UUID) -> VictimRequest | None:
    """The request that others know by this number, locked."""
    return _one(node, connection, _T.number == number, locked=True)


def save(connection: Connection, request_id: UUID, **values: object) -> None:
    connection.execute(update(victim_request).where(_T.id == request_id).values(**values))


def save_content(node: Node, connection: Connection, request_id: UUID, content: Content) -> None:
    save(connection, request_id, sealed=sealing.seal_content(node, request_id, content))


def erase(connection: Connection, request_id: UUID, now: datetime) -> None:
    """Empties a request for good; what is counted of it stays."""
    save(
        connection,
        request_id,
        sealed=None,
        code_hash=None,
        source="",
        mail_problem="",
        erased_at=now,
    )


def listed(node: Node, connection: Connection, *, over: bool, most: int) -> list[VictimRequest]:
    """Those that wait, what is due first; or those that are over, the latest first."""
    ended = _T.state.in_(_OVER) & _T.news_at.is_(None)
    query = select(victim_request).where(ended if over else ~ended)
    order = _T.received_at.desc() if over else _T.due_at
    return [_request(node, row) for row in connection.execute(query.order_by(order).limit(most))]


def late(connection: Connection, now: datetime) -> list[datetime]:
    """Since when requests wait longer for their answer than they should."""
    over = (VictimState.DECLINED.value, VictimState.WITHDRAWN.value)
    query = select(_T.due_at).where(
        _T.answered_at.is_(None), _T.due_at < now, _T.erased_at.is_(None), _T.state.not_in(over)
    )
    return list(connection.execute(query).scalars())


def due(connection: Connection, now: datetime, most: int) -> list[tuple[UUID, str]]:
    """Ids and states of those whose clock has run out, locked; what others work on is left."""
    query = select(_T.id, _T.state).where(_T.erased_at.is_(None), _T.erase_at <= now)
    query = query.order_by(_T.erase_at).limit(most).with_for_update(skip_locked=True)
    return [(row.id, row.state) for row in connection.execute(query)]


def from_source(connection: Connection, source: str, since: datetime) -> int:
    """How many requests came from one place since then."""
    query = select(func.count()).where(_T.source == source, _T.received_at > since)
    return connection.execute(query).scalar_one()


def forget_sources(connection: Connection, before: datetime) -> None:
    """Empties what says where requests came from that were received before."""
    old = (_T.source != "", _T.received_at < before)
    connection.execute(update(victim_request).where(*old).values(source=""))


def _one(
    node: Node, connection: Connection, where: ColumnElement[bool], *, locked: bool
) -> VictimRequest | None:
    query = select(victim_request).where(where)
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    return _request(node, row) if row else None


def _request(node: Node, row: Row[Any]) -> VictimRequest:
    content = sealing.open_content(node, row.id, row.sealed) if row.sealed else None
    read = {
        "state": VictimState(row.state),
        "asked": Asked(row.asked),
        "who": Who(row.who),
        "preference": Preference(row.preference),
        "mail_state": MailState(row.mail_state) if row.mail_state else None,
    }
    return VictimRequest(
        **{**{name: getattr(row, name) for name in _NAMES}, **read}, content=content
    )
