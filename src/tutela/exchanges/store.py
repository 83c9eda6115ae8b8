"""Submissions and accesses: their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.exchanges.machine import AccessState, SubmissionState
from tutela.exchanges.model import Access, Category, Media, Submission
from tutela.exchanges.tables import indicator_access, indicator_gone, indicator_submission
from tutela.law.model import WithdrawalCause
from tutela.platform.database.tables import NODE_SERVICE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row, Table

_SUBMISSION = [indicator_submission.c[name] for name in Submission.__dataclass_fields__]
_ACCESS = [indicator_access.c[name] for name in Access.__dataclass_fields__]


def add_submission(connection: Connection, one: Submission) -> bool:
    """Keeps a submission; False if there is one of that id from that node."""
    return _add(connection, indicator_submission, one, Submission.__dataclass_fields__)


def find_submission(
    connection: Connection, submission_id: UUID, *, locked: bool = False
) -> Submission | None:
    found = submissions(connection, indicator_submission.c.id == submission_id, locked=locked)
    return found[0] if found else None


def submission_given(connection: Connection, peer_id: UUID, given_id: UUID) -> Submission | None:
    """The submission that another node means by its id, locked."""
    meant = (indicator_submission.c.peer_id == peer_id) & (
        indicator_submission.c.given_id == given_id
    )
    found = submissions(connection, meant, locked=True)
    return found[0] if found else None


def in_state(*states: SubmissionState) -> ColumnElement[bool]:
    return indicator_submission.c.state.in_([one.value for one in states])


def due_for_reverifying(now: datetime) -> ColumnElement[bool]:
    """The condition of entries that nobody looked at again in time."""
    return in_state(SubmissionState.TAKEN) & (indicator_submission.c.reverify_by <= now)


def submissions(
    connection: Connection,
    condition: ColumnElement[bool],
    *,
    locked: bool = False,
    limit: int | None = None,
    latest: bool = False,
) -> list[Submission]:
    """Submissions, the oldest first, or the latest."""
    at, one_id = indicator_submission.c.proposed_at, indicator_submission.c.id
    order = (at.desc(), one_id.desc()) if latest else (at, one_id)
    query = select(*_SUBMISSION).where(condition).order_by(*order).limit(limit)
    rows = connection.execute(query.with_for_update() if locked else query)
    return [_submission_of(row) for row in rows]


def count_submissions(connection: Connection, condition: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(indicator_submission).where(condition)
    return connection.execute(query).scalar_one()


def save_submission(connection: Connection, submission_id: UUID, **values: object) -> None:
    meant = indicator_submission.c.id == submission_id
    connection.execute(update(indicator_submission).where(meant).values(**values))


def due_for_erasure(connection: Connection, now: datetime, limit: int) -> list[UUID]:
    """Submissions whose clock has run out, locked."""
    query = (
        select(indicator_submission.c.id)
        .where(indicator_submission.c.erase_at <= now, indicator_submission.c.erased_at.is_(None))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(connection.execute(query).scalars())


def add_access(connection: Connection, one: Access) -> bool:
    """Keeps an access; False if there is one already that is in its way."""
    return _add(connection, indicator_access, one, Access.__dataclass_fields__)


def find_access(connection: Connection, access_id: UUID, *, locked: bool = False) -> Access | None:
    found = accesses(connection, indicator_access.c.id == access_id, locked=locked)
    return found[0] if found else None


def access_given(connection: Connection, peer_id: UUID, given_id: UUID) -> Access | None:
    """The access that another node means by the provider's id, locked."""
    meant = (indicator_access.c.peer_id == peer_id) & (indicator_access.c.given_id == given_id)
    found = accesses(connection, meant, locked=True)
    return found[0] if found else None


def accesses(
    connection: Connection,
    *conditions: ColumnElement[bool],
    locked: bool = False,
) -> list[Access]:
    """Accesses, the oldest first."""
    query = (
        select(*_ACCESS)
        .where(*conditions)
        .order_by(indicator_access.c.asked_at, indicator_access.c.id)
    )
    rows = connection.execute(query.with_for_update() if locked else query)
    return [_access_of(row) for row in rows]


def access_in(*states: AccessState) -> ColumnElement[bool]:
    return indicator_access.c.state.in_([one.value for one in states])


def access_to(category: Category) -> ColumnElement[bool]:
    return indicator_access.c.category == category.value


def access_is(access_id: UUID | str) -> ColumnElement[bool]:
    return indicator_access.c.id == UUID(str(access_id))


def access_of(peer_id: UUID) -> ColumnElement[bool]:
    return indicator_access.c.peer_id == peer_id


def running(now: datetime) -> ColumnElement[bool]:
    """The condition of accesses that are granted, begun and not over."""
    begun = (indicator_access.c.begins_at <= now) & (indicator_access.c.ends_at > now)
    return access_in(AccessState.GRANTED) & begun


def run_out(now: datetime) -> ColumnElement[bool]:
    """The condition of granted accesses whose time is over."""
    return access_in(AccessState.GRANTED) & (indicator_access.c.ends_at <= now)


def save_access(connection: Connection, access_id: UUID, **values: object) -> None:
    connection.execute(
        update(indicator_access).where(indicator_access.c.id == access_id).values(**values)
    )


def add_gone(
    connection: Connection,
    access_id: UUID,
    gone: Iterable[tuple[UUID, WithdrawalCause]],
    now: datetime,
) -> None:
    """Notes entries that are withdrawn for good."""
    rows = [
        {"service_id": NODE_SERVICE, "access_id": access_id, "entry": entry, "cause": cause.value,
         "told_at": now}
        for entry, cause in gone
    ]  # fmt: skip
    if rows:
        connection.execute(upsert(indicator_gone).values(rows).on_conflict_do_nothing())


def gone_among(connection: Connection, access_id: UUID, entries: Collection[UUID]) -> set[UUID]:
    """Those of `entries` that were withdrawn."""
    query = select(indicator_gone.c.entry).where(
        indicator_gone.c.access_id == access_id, indicator_gone.c.entry.in_(entries)
    )
    return set(connection.execute(query).scalars())


def forget_gone(connection: Connection, access_id: UUID) -> None:
    connection.execute(delete(indicator_gone).where(indicator_gone.c.access_id == access_id))


def _add(connection: Connection, table: Table, one: object, names: Iterable[str]) -> bool:
    values: dict[str, Any] = {name: getattr(one, name) for name in names}
    made = connection.execute(
        upsert(table)
        .values(service_id=NODE_SERVICE, **values)
        .on_conflict_do_nothing()
        .returning(table.c.id)
    )
    return made.one_or_none() is not None


def _submission_of(row: Row[Any]) -> Submission:
    values = dict(row._mapping)  # noqa: SLF001 - public in all but its name, says SQLAlchemy
    return Submission(
        **values
        | {
            "category": Category(row.category),
            "media": Media(row.media),
            "state": SubmissionState(row.state),
            "cause": WithdrawalCause(row.cause) if row.cause else None,
        }
    )


def _access_of(row: Row[Any]) -> Access:
    values = dict(row._mapping)  # noqa: SLF001 - public in all but its name, says SQLAlchemy
    return Access(**values | {"category": Category(row.category), "state": AccessState(row.state)})
