"""Requests for removal at the provider: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert, select, update

from tutela.platform.database.tables import NODE_SERVICE
from tutela.redress.requests import sealing
from tutela.redress.requests.machine import RemovalState
from tutela.redress.requests.model import Item, Reason, RemovalRequest
from tutela.redress.requests.tables import removal_request

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Row

    from tutela.platform.node import Node

_T = removal_request.c
_NAMES: Final = [name for name in RemovalRequest.__dataclass_fields__ if name != "item"]


def add(node: Node, connection: Connection, one: RemovalRequest, item: Item) -> None:
    sealed = sealing.seal_item(node, removal_request, one.id, item)
    values = {name: getattr(one, name) for name in _NAMES}
    connection.execute(
        insert(removal_request).values(**values, service_id=NODE_SERVICE, sealed=sealed)
    )


def find(
    node: Node, connection: Connection, request_id: UUID, *, locked: bool = False
) -> RemovalRequest | None:
    return _one(node, connection, _T.id == request_id, locked=locked)


def by_asked(
    node: Node, connection: Connection, centre_id: UUID, asked: UUID
) -> RemovalRequest | None:
    """The request that this Centre calls so, locked."""
    where = (_T.centre_id == centre_id) & (_T.asked == asked)
    return _one(node, connection, where, locked=True)


def save(connection: Connection, request_id: UUID, **values: object) -> None:
    connection.execute(update(removal_request).where(_T.id == request_id).values(**values))


def erase(connection: Connection, request_id: UUID, now: datetime) -> None:
    """Empties a request for good; that one was asked and answered stays."""
    state = RemovalState.ERASED.value
    save(connection, request_id, sealed=None, reference="", state=state, erased_at=now)


def listed(node: Node, connection: Connection, most: int) -> list[RemovalRequest]:
    """Those that are not erased: what waits first, the oldest before."""
    query = (
        select(removal_request)
        .where(_T.erased_at.is_(None))
        .order_by(_T.state != RemovalState.ASKED.value, _T.received_at, _T.id)
        .limit(most)
    )
    return [_request(node, row) for row in connection.execute(query)]


def any_came(connection: Connection) -> bool:
    """Whether this provider was ever asked."""
    return connection.execute(select(_T.id).limit(1)).one_or_none() is not None


def due(connection: Connection, now: datetime, most: int) -> list[tuple[UUID, str]]:
    """Ids and states of those whose clock has run out, locked; what others work on is left."""
    query = select(_T.id, _T.state).where(_T.erased_at.is_(None), _T.erase_at <= now)
    query = query.order_by(_T.erase_at).limit(most).with_for_update(skip_locked=True)
    return [(row.id, row.state) for row in connection.execute(query)]


def _one(
    node: Node, connection: Connection, where: ColumnElement[bool], *, locked: bool
) -> RemovalRequest | None:
    query = select(removal_request).where(where)
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    return _request(node, row) if row else None


def _request(node: Node, row: Row[Any]) -> RemovalRequest:
    item = sealing.open_item(node, removal_request, row.id, row.sealed) if row.sealed else None
    read = {
        "state": RemovalState(row.state),
        "reason": Reason(row.reason) if row.reason else None,
    }
    return RemovalRequest(**{**{name: getattr(row, name) for name in _NAMES}, **read}, item=item)
