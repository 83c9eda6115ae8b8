"""Victims' requests at the Centre, and the reports that fit them: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, func, insert, select, update

from tutela.platform.database.tables import NODE_SERVICE
from tutela.receiving.tables import received_report
from tutela.redress.requests import sealing
from tutela.redress.requests.machine import VictimState
from tutela.redress.requests.model import Asked, Hit, Item, Reason, Removal, Search
from tutela.redress.requests.tables import victim_hit, victim_search

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Row

    from tutela.platform.node import Node

_S, _H = victim_search.c, victim_hit.c
_NAMES: Final = [name for name in Search.__dataclass_fields__ if name != "item"]


def add(node: Node, connection: Connection, one: Search, item: Item) -> bool:
    """Puts a search in; False where this authority has one of this number already."""
    found = _one(
        node, connection, (_S.authority_id == one.authority_id) & (_S.number == one.number)
    )
    if found:
        return False
    sealed = sealing.seal_item(node, victim_search, one.id, item)
    values = {name: getattr(one, name) for name in _NAMES}
    connection.execute(
        insert(victim_search).values(**values, service_id=NODE_SERVICE, sealed=sealed)
    )
    return True


def find(node: Node, connection: Connection, search_id: UUID) -> Search | None:
    return _one(node, connection, _S.id == search_id)


def keep(node: Node, connection: Connection, search_id: UUID) -> Search | None:
    """A search, locked."""
    return _one(node, connection, _S.id == search_id, locked=True)


def by_number(
    node: Node, connection: Connection, authority_id: UUID, number: UUID
) -> Search | None:
    """An authority's own search, locked."""
    where = (_S.authority_id == authority_id) & (_S.number == number)
    return _one(node, connection, where, locked=True)


def save(connection: Connection, search_id: UUID, **values: object) -> None:
    connection.execute(update(victim_search).where(_S.id == search_id).values(**values))


def erase(connection: Connection, search_id: UUID, now: datetime) -> None:
    """Empties a search for good, and forgets which reports fitted."""
    connection.execute(delete(victim_hit).where(_H.search_id == search_id))
    save(connection, search_id, sealed=None, erased_at=now)


def listed(node: Node, connection: Connection, most: int) -> list[Search]:
    """Those that are not erased: what waits for the Centre first, by when it is due."""
    query = (
        select(victim_search)
        .where(_S.erased_at.is_(None))
        .order_by(_S.released_at.is_not(None), _S.due_at, _S.id)
        .limit(most)
    )
    return [_search(node, row) for row in connection.execute(query)]


def due(connection: Connection, now: datetime, most: int) -> list[tuple[UUID, str]]:
    """Ids and states of those whose clock has run out, locked; what others work on is left."""
    query = select(_S.id, _S.state).where(_S.erased_at.is_(None), _S.erase_at <= now)
    query = query.order_by(_S.erase_at).limit(most).with_for_update(skip_locked=True)
    return [(row.id, row.state) for row in connection.execute(query)]


def late(connection: Connection, now: datetime) -> list[datetime]:
    """Since when searches wait longer than they should for what was found to be released."""
    query = select(_S.due_at).where(
        _S.released_at.is_(None),
        _S.due_at < now,
        _S.erased_at.is_(None),
        _S.state != VictimState.WITHDRAWN.value,
    )
    return list(connection.execute(query).scalars())


def replace_hits(connection: Connection, search_id: UUID, found: list[Hit]) -> None:
    """The reports that fit, in place of those found before; none was told anybody yet."""
    connection.execute(delete(victim_hit).where(_H.search_id == search_id))
    names = Hit.__dataclass_fields__
    for one in found:
        values = {name: getattr(one, name) for name in names}
        connection.execute(insert(victim_hit).values(**values, service_id=NODE_SERVICE))


def hits(connection: Connection, search_id: UUID) -> list[Hit]:
    query = select(victim_hit).where(_H.search_id == search_id).order_by(_H.number)
    return [_hit(row) for row in connection.execute(query)]


def find_hit(connection: Connection, hit_id: UUID, provider_id: UUID) -> Hit | None:
    """What a provider was asked about."""
    query = select(victim_hit).where(_H.id == hit_id, _H.provider_id == provider_id)
    row = connection.execute(query).one_or_none()
    return _hit(row) if row else None


def save_hit(connection: Connection, hit_id: UUID, **values: object) -> None:
    connection.execute(update(victim_hit).where(_H.id == hit_id).values(**values))


def count_recheck(connection: Connection, now: datetime) -> int:
    """How many reports somebody should look at again."""
    query = select(func.count()).where(_H.recheck_at <= now)
    return connection.execute(query).scalar_one()


def reference_of(connection: Connection, report_id: UUID) -> str:
    """What its provider calls a received report."""
    query = select(received_report.c.reference).where(received_report.c.id == report_id)
    return str(connection.execute(query).scalar_one())


def _one(
    node: Node, connection: Connection, where: ColumnElement[bool], *, locked: bool = False
) -> Search | None:
    query = select(victim_search).where(where)
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    return _search(node, row) if row else None


def _search(node: Node, row: Row[Any]) -> Search:
    item = sealing.open_item(node, victim_search, row.id, row.sealed) if row.sealed else None
    read = {"state": VictimState(row.state), "asked": Asked(row.asked)}
    return Search(**{**{name: getattr(row, name) for name in _NAMES}, **read}, item=item)


def _hit(row: Row[Any]) -> Hit:
    read = {
        "removal": Removal(row.removal),
        "reason": Reason(row.reason) if row.reason else None,
    }
    return Hit(**{**{name: getattr(row, name) for name in Hit.__dataclass_fields__}, **read})
