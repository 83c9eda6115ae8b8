"""Notices: all their SQL but for erasing and messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, cast, func, insert, or_, select, update

from tutela.casework.noticed import Waiting
from tutela.platform.accounts.tables import api_key
from tutela.redress.notices.machine import NoticeState
from tutela.redress.notices.model import Notice, NoticeKind, Outcome, Place, Way
from tutela.redress.notices.tables import notice

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Row, Select

_NOT_COLUMNS = {"joined"}
_COLUMNS = [notice.c[name] for name in Notice.__dataclass_fields__ if name not in _NOT_COLUMNS]
_RECEIVED = notice.c.state == NoticeState.RECEIVED.value
_HEAD = notice.c.joined_id.is_(None)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a notice beside what it says."""

    same_places: str
    flagger_id: UUID | None
    source: str
    code_hash: bytes
    token_hash: bytes | None
    content_hash: bytes


def add(connection: Connection, one: Notice, kept: Kept) -> None:
    values = {column.name: getattr(one, column.name) for column in _COLUMNS}
    connection.execute(
        insert(notice).values(
            values
            | {"places": [place.to_json() for place in one.places]}
            | {name: getattr(kept, name) for name in Kept.__dataclass_fields__}
        )
    )


def take_turn(connection: Connection, token_hash: bytes) -> None:
    """Lets nobody else take in what came with this token until the transaction ends."""
    key = func.hashtextextended(f"notice/{token_hash.hex()}", 0)
    connection.execute(select(func.pg_advisory_xact_lock(key)))


def key_of(connection: Connection, actor_id: str) -> UUID | None:
    """The key that an actor is; None for whoever is none."""
    query = select(api_key.c.id).where(cast(api_key.c.id, String) == actor_id)
    return connection.execute(query).scalar_one_or_none()


def find(connection: Connection, notice_id: UUID) -> Notice | None:
    return _one(connection, _shown().where(notice.c.id == notice_id))


def by_code(connection: Connection, code_hash: bytes) -> Notice | None:
    return _one(connection, _shown().where(notice.c.code_hash == code_hash))


def by_token(connection: Connection, token_hash: bytes) -> tuple[Notice, bytes] | None:
    """The notice that was sent with this token, and the hash of what it said."""
    query = _shown().add_columns(notice.c.content_hash)
    row = connection.execute(query.where(notice.c.token_hash == token_hash)).one_or_none()
    return (_notice(row), bytes(row.content_hash)) if row else None


def head_of(connection: Connection, service_id: str, same_places: str) -> UUID | None:
    """The notice about the same places that waits, and that others join."""
    query = select(notice.c.id).where(
        notice.c.service_id == service_id, notice.c.same_places == same_places, _RECEIVED, _HEAD
    )
    return connection.execute(query.limit(1)).scalar_one_or_none()


def lock_all(connection: Connection, head_id: UUID) -> list[Notice]:
    """A notice and those that joined it, locked, the first one first."""
    query = (
        select(*_COLUMNS)
        .where(or_(notice.c.id == head_id, notice.c.joined_id == head_id))
        .order_by(notice.c.joined_id.is_not(None), notice.c.id)
        .with_for_update()
    )
    return [_notice(row) for row in connection.execute(query)]


def lock_same(connection: Connection, notice_id: UUID) -> list[Notice]:
    """All notices that are decided with one, locked; none if there is no such notice."""
    one = find(connection, notice_id)
    return lock_all(connection, one.joined_id or one.id) if one else []


def hasten(connection: Connection, head_id: UUID, due_at: datetime) -> None:
    """What others join is due when the most urgent of them is."""
    earlier = func.least(notice.c.due_at, due_at)
    connection.execute(update(notice).where(notice.c.id == head_id).values(due_at=earlier))


def save(connection: Connection, notice_id: UUID, **values: object) -> None:
    connection.execute(update(notice).where(notice.c.id == notice_id).values(**values))


def keep_until(connection: Connection, notice_id: UUID, until: datetime) -> None:
    """Keeps what a decided notice says until then, if not longer."""
    longer = func.greatest(notice.c.erase_at, until)
    connection.execute(update(notice).where(notice.c.id == notice_id).values(erase_at=longer))


def waiting(connection: Connection, case_id: UUID) -> Waiting:
    """What waits in a case; those that joined another count with it, those that wait for a day
    do not.
    """
    query = select(
        func.count().filter(_HEAD).label("notices"),
        func.coalesce(func.bool_or(notice.c.trusted), False).label("trusted"),
        func.coalesce(func.bool_or(notice.c.danger), False).label("danger"),
    ).where(notice.c.case_id == case_id, _RECEIVED, notice.c.paused_until.is_(None))
    row = connection.execute(query).one()
    return Waiting(row.notices, row.trusted, row.danger)


def of_case(connection: Connection, case_id: UUID) -> list[Notice]:
    """The notices of a case but for those that joined another: what waits first."""
    query = _shown().where(notice.c.case_id == case_id, _HEAD)
    order = (notice.c.decided_at.is_not(None), notice.c.received_at, notice.c.id)
    return [_notice(row) for row in connection.execute(query.order_by(*order))]


def listed(connection: Connection, state: NoticeState | None, limit: int) -> list[Notice]:
    """Notices but for those that joined another: danger first, then flaggers', then by due time;
    of those decided the latest.
    """
    query = _shown().where(_HEAD)
    if state is not None:
        query = query.where(notice.c.state == state.value)
    order = (
        notice.c.decided_at.desc().nulls_first(),
        notice.c.danger.desc(),
        notice.c.trusted.desc(),
        notice.c.due_at,
        notice.c.id,
    )
    return [_notice(row) for row in connection.execute(query.order_by(*order).limit(limit))]


def from_source(connection: Connection, source: str, since: datetime) -> int:
    """How many notices came from one place since then."""
    query = select(func.count()).where(notice.c.source == source, notice.c.received_at > since)
    return connection.execute(query).scalar_one()


def forget_sources(connection: Connection, before: datetime) -> None:
    """Empties what says where notices came from that were received before."""
    old = (notice.c.source != "", notice.c.received_at < before)
    connection.execute(update(notice).where(*old).values(source=""))


def late(connection: Connection, *condition: ColumnElement[bool]) -> tuple[int, datetime | None]:
    """How many notices wait of which `condition` holds, and since when the first does."""
    query = select(func.count(), func.min(notice.c.received_at)).where(_RECEIVED, _HEAD, *condition)
    row = connection.execute(query).one()
    return row[0], row[1]


def _shown() -> Select[Any]:
    """All columns of notices, and how many joined each."""
    others = notice.alias()
    joined = (
        select(func.count()).where(others.c.joined_id == notice.c.id).correlate(notice)
    ).scalar_subquery()
    return select(*_COLUMNS, joined.label("joined"))


def _one(connection: Connection, query: Select[Any]) -> Notice | None:
    row = connection.execute(query).one_or_none()
    return _notice(row) if row else None


def _notice(row: Row[Any]) -> Notice:
    values = {name: value for name, value in row._mapping.items() if name in _FIELDS}  # noqa: SLF001
    read = {
        "kind": NoticeKind(row.kind),
        "way": Way(row.way),
        "state": NoticeState(row.state),
        "places": tuple(Place.from_json(one) for one in row.places),
        "outcome": Outcome(row.outcome) if row.outcome else None,
    }
    return Notice(**{**values, **read})


_FIELDS = frozenset(Notice.__dataclass_fields__)


def ids(found: Sequence[Notice]) -> list[str]:
    """The ids of notices, as the log names them."""
    return [str(one.id) for one in found]
