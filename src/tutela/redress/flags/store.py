"""Users' flags: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, insert, select, update

from tutela.casework.noticed import Flagged
from tutela.redress.flags.machine import FlagState
from tutela.redress.flags.model import Category, Flag, Outcome
from tutela.redress.flags.tables import user_flag

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Row, Select

_COLUMNS = [user_flag.c[name] for name in Flag.__dataclass_fields__ if name != "same"]
_RECEIVED = user_flag.c.state == FlagState.RECEIVED.value
EMPTY: Final[dict[str, object]] = {
    "ref": "",
    "ref_hash": None,
    "content_hash": b"",
    "item_ref": "",
    "reporter": "",
    "language": "",
    "sealed": None,
}


def add(connection: Connection, one: Flag, **kept: object) -> None:
    """Keeps a flag; `kept` is what of its row is not in the value."""
    values = {column.name: getattr(one, column.name) for column in _COLUMNS}
    connection.execute(insert(user_flag).values(**values, **kept))


def take_turn(connection: Connection, ref_hash: bytes) -> None:
    """Lets nobody else take in a flag of this id until the transaction ends."""
    key = func.hashtextextended(f"flag/{ref_hash.hex()}", 0)
    connection.execute(select(func.pg_advisory_xact_lock(key)))


def by_ref(connection: Connection, ref_hash: bytes) -> tuple[Flag, bytes] | None:
    """The flag that came with this id, and the hash of what it said."""
    query = _shown().add_columns(user_flag.c.content_hash)
    row = connection.execute(query.where(user_flag.c.ref_hash == ref_hash)).one_or_none()
    return (_flag(row), bytes(row.content_hash)) if row else None


def find(connection: Connection, flag_id: UUID) -> Flag | None:
    row = connection.execute(_shown().where(user_flag.c.id == flag_id)).one_or_none()
    return _flag(row) if row else None


def sealed_of(connection: Connection, flag_id: UUID) -> str | None:
    """What a flag says, sealed; None once it is erased."""
    query = select(user_flag.c.sealed).where(user_flag.c.id == flag_id)
    found: str | None = connection.execute(query).scalar_one()
    return found


def lock_same(connection: Connection, one: Flag) -> list[Flag]:
    """All flags that wait about the item of `one`, in its case, locked."""
    query = (
        select(*_COLUMNS)
        .where(user_flag.c.case_id == one.case_id, user_flag.c.item_ref == one.item_ref, _RECEIVED)
        .order_by(user_flag.c.id)
        .with_for_update()
    )
    return [_flag(row) for row in connection.execute(query)]


def save(connection: Connection, flag_id: UUID, **values: object) -> None:
    connection.execute(update(user_flag).where(user_flag.c.id == flag_id).values(**values))


def waiting(connection: Connection, case_id: UUID) -> Flagged:
    """What waits in a case; however often one account flags, it counts once."""
    hurt = user_flag.c.child & user_flag.c.harmed
    query = select(
        func.count().label("flags"),
        func.count(user_flag.c.reporter.distinct()).label("accounts"),
        func.coalesce(func.bool_or(user_flag.c.danger), False).label("danger"),
        func.coalesce(func.bool_or(hurt), False).label("hurt"),
    ).where(user_flag.c.case_id == case_id, _RECEIVED)
    row = connection.execute(query).one()
    return Flagged(row.flags, row.accounts, danger=row.danger, harmed_child=row.hurt)


def of_case(connection: Connection, case_id: UUID, limit: int) -> list[Flag]:
    """The flags of a case: what waits first."""
    order = (user_flag.c.decided_at.is_not(None), user_flag.c.received_at, user_flag.c.id)
    query = _shown().where(user_flag.c.case_id == case_id).order_by(*order).limit(limit)
    return [_flag(row) for row in connection.execute(query)]


def listed(connection: Connection, state: FlagState | None, limit: int) -> list[Flag]:
    """Flags: danger first, then the oldest; of those decided the latest."""
    query = _shown()
    if state is not None:
        query = query.where(user_flag.c.state == state.value)
    order = (
        user_flag.c.decided_at.desc().nulls_first(),
        user_flag.c.danger.desc(),
        user_flag.c.received_at,
        user_flag.c.id,
    )
    return [_flag(row) for row in connection.execute(query.order_by(*order).limit(limit))]


def due(connection: Connection, now: datetime, limit: int) -> list[tuple[UUID, str, FlagState]]:
    """Flags whose clock has run out, locked; what others work on is left for the next time."""
    query = (
        select(user_flag.c.id, user_flag.c.service_id, user_flag.c.state)
        .where(user_flag.c.state == FlagState.DECIDED.value, user_flag.c.erase_at <= now)
        .order_by(user_flag.c.erase_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [(row.id, row.service_id, FlagState(row.state)) for row in connection.execute(query)]


def erase(connection: Connection, flag_id: UUID, state: FlagState, now: datetime) -> None:
    """Empties a flag for good."""
    save(connection, flag_id, **EMPTY, state=state.value, erased_at=now)


def late(connection: Connection, condition: ColumnElement[bool]) -> tuple[int, datetime | None]:
    """How many flags wait of which `condition` holds, and since when the first does."""
    query = select(func.count(), func.min(user_flag.c.received_at)).where(_RECEIVED, condition)
    row = connection.execute(query).one()
    return row[0], row[1]


def _shown() -> Select[Any]:
    """All columns of flags, and how many more of the same item wait with each."""
    others = user_flag.alias()
    same = (
        select(func.count())
        .where(
            others.c.case_id == user_flag.c.case_id,
            others.c.item_ref == user_flag.c.item_ref,
            others.c.state == FlagState.RECEIVED.value,
            others.c.id != user_flag.c.id,
        )
        .correlate(user_flag)
    ).scalar_subquery()
    return select(*_COLUMNS, same.label("same"))


def _flag(row: Row[Any]) -> Flag:
    names = Flag.__dataclass_fields__
    values = {name: value for name, value in row._mapping.items() if name in names}  # noqa: SLF001
    read = {
        "category": Category(row.category),
        "state": FlagState(row.state),
        "outcome": Outcome(row.outcome) if row.outcome else None,
    }
    return Flag(**{**values, **read})
