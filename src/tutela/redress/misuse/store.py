"""Cases of misuse: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import String, case, cast, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.detection.tables import item
from tutela.platform.webhooks.model import DeliveryState
from tutela.platform.webhooks.tables import webhook_delivery
from tutela.redress.misuse.machine import OPEN, State
from tutela.redress.misuse.model import Kind, Misuse
from tutela.redress.misuse.tables import misuse

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Row, Select

    from tutela.redress.misuse.model import Party

_COLUMNS = [misuse.c[name] for name in Misuse.__dataclass_fields__ if name != "told_at"]
_OPEN = misuse.c.state.in_([one.value for one in OPEN])


def add(connection: Connection, one: Misuse) -> bool:
    """Keeps a case; False if one of the same party and kind is open."""
    values = {column.name: getattr(one, column.name) for column in _COLUMNS}
    made = connection.execute(
        upsert(misuse).values(values).on_conflict_do_nothing().returning(misuse.c.id)
    )
    return made.one_or_none() is not None


def find(connection: Connection, misuse_id: UUID, *, locked: bool = False) -> Misuse | None:
    """One case; `locked` until the transaction ends."""
    query = _shown().where(misuse.c.id == misuse_id)
    row = connection.execute(query.with_for_update(of=misuse) if locked else query).one_or_none()
    return _misuse(row) if row else None


def open_of(connection: Connection, party: Party, kind: Kind) -> Misuse | None:
    """The open case of a party."""
    query = _shown().where(
        _OPEN,
        misuse.c.service_id == party.service_id,
        misuse.c.kind == kind.value,
        misuse.c.key_id.is_not_distinct_from(party.key_id),
        misuse.c.account_ref == party.account,
    )
    row = connection.execute(query).one_or_none()
    return _misuse(row) if row else None


def of_key(connection: Connection, actor_id: str) -> list[Misuse]:
    """The open cases of the key that an actor is, in the order in which it was warned."""
    own = _shown().where(_OPEN, cast(misuse.c.key_id, String) == actor_id)
    return [_misuse(row) for row in connection.execute(own.order_by(misuse.c.warned_at))]


def listed(connection: Connection, limit: int) -> list[Misuse]:
    """Those that are open first, the latest first; then those that ended."""
    order = (misuse.c.ended_at.desc().nulls_first(), misuse.c.warned_at.desc(), misuse.c.id)
    return [_misuse(row) for row in connection.execute(_shown().order_by(*order).limit(limit))]


def over(connection: Connection, now: datetime, forgotten: datetime) -> list[UUID]:
    """Suspensions that are over, and warnings given before `forgotten`."""
    suspended = (misuse.c.state == State.SUSPENDED.value) & (misuse.c.suspended_until <= now)
    warned = (misuse.c.state == State.WARNED.value) & (misuse.c.warned_at <= forgotten)
    query = select(misuse.c.id).where(suspended | warned).order_by(misuse.c.id)
    return list(connection.execute(query).scalars())


def save(connection: Connection, misuse_id: UUID, **values: object) -> None:
    """Writes what changed of a case that the caller has locked."""
    connection.execute(update(misuse).where(misuse.c.id == misuse_id).values(**values))


def language_of(connection: Connection, party: Party) -> str:
    """The language that an account had last; empty where none is known."""
    query = (
        select(item.c.language)
        .where(item.c.service_id == party.service_id, item.c.account_ref == party.account)
        .order_by(item.c.received_at.desc())
        .limit(1)
    )
    return connection.execute(query).scalar_one_or_none() or ""


def due_to_erase(
    connection: Connection, now: datetime, limit: int
) -> list[tuple[UUID, str, State]]:
    """Cases whose clock has run out, locked; what others work on is left for the next time."""
    query = (
        select(misuse.c.id, misuse.c.service_id, misuse.c.state)
        .where(misuse.c.state == State.ENDED.value, misuse.c.erase_at <= now)
        .order_by(misuse.c.erase_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [(row.id, row.service_id, State(row.state)) for row in connection.execute(query)]


def erase(connection: Connection, misuse_id: UUID, state: State, now: datetime) -> None:
    """Empties a case of whose it was and of what people wrote, for good."""
    words = ("account_ref", "gravity", "intention", "told", "suspended_told", "objection", "upheld",
             "end_reason")  # fmt: skip
    empty: dict[str, object] = dict.fromkeys(words, "")
    save(connection, misuse_id, **empty, key_id=None, factors={}, state=state.value, erased_at=now)


def _told_at() -> ColumnElement[Any]:
    """When it is known that the warning arrived: with an answer, or at the platform."""
    arrived = case(
        (webhook_delivery.c.state == DeliveryState.DELIVERED.value, webhook_delivery.c.finished_at)
    )
    return func.coalesce(misuse.c.answered_at, arrived).label("told_at")


def _shown() -> Select[Any]:
    joined = misuse.outerjoin(webhook_delivery, webhook_delivery.c.id == misuse.c.delivery_id)
    return select(*_COLUMNS, _told_at()).select_from(joined)


def _misuse(row: Row[Any]) -> Misuse:
    values = {name: getattr(row, name) for name in Misuse.__dataclass_fields__}
    return Misuse(**{**values, "kind": Kind(row.kind), "state": State(row.state)})
