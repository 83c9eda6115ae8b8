"""Views that run, their ends, counters and own limits: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Text, cast, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.detection.tables import detection
from tutela.evidence.looking.model import NAMES, Limits, OpenView, Spent, Step
from tutela.evidence.looking.tables import (
    evidence_view_end,
    evidence_view_open,
    exposure,
    exposure_limit,
)
from tutela.evidence.model import ViewKind
from tutela.evidence.tables import evidence_view
from tutela.indicators.tables import indicator
from tutela.platform.accounts.tables import account
from tutela.platform.database.tables import NODE_SERVICE
from tutela.signals.stretch import Stretch

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from typing import Any

    from sqlalchemy import Connection, Row

    from tutela.evidence.looking.model import Ending

_SPENT = [exposure.c[name] for name in Spent.__dataclass_fields__]
_OPEN = [evidence_view_open.c[name] for name in OpenView.__dataclass_fields__]


def lock(connection: Connection, account_id: str, empty: Spent, erase_at: datetime) -> Spent:
    """A person's counters, held until this transaction ends; made if they have none.

    In one statement: between two, `forget` could take away what the first one found.
    """
    values = {**_values(empty), "service_id": NODE_SERVICE, "account_id": account_id}
    written = upsert(exposure).values(**values, erase_at=erase_at)
    held = written.on_conflict_do_update(
        index_elements=["account_id"], set_={"account_id": written.excluded.account_id}
    )
    return _spent(connection.execute(held.returning(*_SPENT)).one())


def find(connection: Connection, account_id: str) -> Spent | None:
    """A person's counters as they were left."""
    query = select(*_SPENT).where(exposure.c.account_id == account_id)
    row = connection.execute(query).one_or_none()
    return _spent(row) if row else None


def save(connection: Connection, account_id: str, spent: Spent, erase_at: datetime) -> None:
    """Writes the counters of a person whose row is locked."""
    connection.execute(
        update(exposure)
        .where(exposure.c.account_id == account_id)
        .values(**_values(spent), erase_at=erase_at)
    )


def everybody(connection: Connection) -> list[tuple[str, str]]:
    """Account id and name of all who have counters, by name."""
    query = select(exposure.c.account_id, account.c.name).join_from(
        exposure, account, cast(account.c.id, Text) == exposure.c.account_id
    )
    rows = connection.execute(query.order_by(account.c.name))
    return [(row.account_id, row.name) for row in rows]


def outlived(connection: Connection, until: datetime) -> list[tuple[str, datetime]]:
    """Whose counters should have been erased by `until` and are there, and since when."""
    query = select(exposure.c.account_id, exposure.c.erase_at).where(exposure.c.erase_at <= until)
    rows = connection.execute(query.order_by(exposure.c.account_id))
    return [(row.account_id, row.erase_at) for row in rows]


def running(connection: Connection) -> tuple[int, datetime | None]:
    """How many people have counters, and when the next one's are erased."""
    query = select(func.count().label("live"), func.min(exposure.c.erase_at).label("next"))
    row = connection.execute(query).one()
    return row.live, row.next


def forget(connection: Connection, now: datetime) -> int:
    """Erases the counters whose time is over; how many."""
    return connection.execute(delete(exposure).where(exposure.c.erase_at <= now)).rowcount


def forget_limits(connection: Connection, today: date) -> None:
    """Erases own limits that a later one has taken the place of."""
    later = exposure_limit.alias()
    newer = (
        select(later.c.account_id)
        .where(
            later.c.account_id == exposure_limit.c.account_id,
            later.c.from_day > exposure_limit.c.from_day,
            later.c.from_day < today,
        )
        .exists()
    )
    connection.execute(delete(exposure_limit).where(newer))


def own_limits(connection: Connection, account_id: str) -> list[tuple[date, Limits]]:
    """A person's own limits with the day each begins, the earliest first."""
    query = (
        select(exposure_limit)
        .where(exposure_limit.c.account_id == account_id)
        .order_by(exposure_limit.c.from_day)
    )
    return [(row.from_day, _limits(row)) for row in connection.execute(query)]


def set_own_limits(
    connection: Connection, account_id: str, begins: Sequence[tuple[date, Limits]]
) -> None:
    """Puts these in the place of all own limits of a person."""
    connection.execute(delete(exposure_limit).where(exposure_limit.c.account_id == account_id))
    for day, limits in begins:
        connection.execute(
            insert(exposure_limit).values(
                service_id=NODE_SERVICE,
                account_id=account_id,
                from_day=day,
                **{name: getattr(limits, name) for name in NAMES},
            )
        )


def labels(connection: Connection, item_id: str) -> list[tuple[str, str]]:
    """Scheme and label of every indicator that an item was detected by."""
    try:
        known = UUID(item_id)
    except ValueError:
        return []
    query = (
        select(indicator.c.scheme, indicator.c.label)
        .join_from(detection, indicator, indicator.c.id == detection.c.indicator_id)
        .where(detection.c.item_id == known)
        .distinct()
    )
    return [(row.scheme, row.label) for row in connection.execute(query)]


def add_view(connection: Connection, one: OpenView, purpose: str, stretch: Stretch | None) -> None:
    """Writes a view into the log of views, of a film with its stretch, and that it runs."""
    values = {column.name: getattr(one, column.name) for column in _OPEN}
    values["kind"] = one.kind.value
    connection.execute(
        insert(evidence_view).values(
            service_id=one.service_id,
            id=one.view_id,
            object_id=one.object_id,
            look_id=one.look_id,
            item_id=one.item_id,
            account_id=one.account_id,
            purpose=purpose,
            kind=one.kind.value,
            film_from=stretch.start if stretch else None,
            film_until=stretch.end if stretch else None,
            at=one.opened_at,
        )
    )
    connection.execute(insert(evidence_view_open).values(**values))


def end_view(connection: Connection, view_id: UUID, account_id: str) -> OpenView | None:
    """Takes away that a person's view runs; None if it does not."""
    row = connection.execute(
        delete(evidence_view_open)
        .where(
            evidence_view_open.c.view_id == view_id, evidence_view_open.c.account_id == account_id
        )
        .returning(*_OPEN)
    ).one_or_none()
    return _open(row) if row else None


def end_views_of(connection: Connection, look_id: UUID) -> list[OpenView]:
    """Takes away that the views of a look run."""
    gone = delete(evidence_view_open).where(evidence_view_open.c.look_id == look_id)
    return [_open(row) for row in connection.execute(gone.returning(*_OPEN))]


def end_run_out(connection: Connection, now: datetime, limit: int) -> list[OpenView]:
    """Takes away that views run whose time is over; those another worker has locked stay."""
    due = (
        select(evidence_view_open.c.view_id)
        .where(evidence_view_open.c.closes_at <= now)
        .order_by(evidence_view_open.c.closes_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    chosen = evidence_view_open.c.view_id.in_(list(connection.execute(due).scalars()))
    gone = delete(evidence_view_open).where(chosen).returning(*_OPEN)
    return [_open(row) for row in connection.execute(gone)]


def last_end(connection: Connection, account_id: str) -> datetime | None:
    """When the last of a person's running views ends by itself; None if none runs."""
    query = select(func.max(evidence_view_open.c.closes_at)).where(
        evidence_view_open.c.account_id == account_id
    )
    found: datetime | None = connection.execute(query).scalar_one()
    return found


def add_end(
    connection: Connection, view: OpenView, ending: Ending, seconds: int, at: datetime
) -> None:
    """Writes how a view ended."""
    connection.execute(
        insert(evidence_view_end).values(
            service_id=view.service_id,
            view_id=view.view_id,
            ending=ending.value,
            seconds=seconds,
            at=at,
        )
    )


def steps(connection: Connection, look_id: UUID, object_id: UUID, account_id: str) -> list[Step]:
    """The views of a look that this person has had, in order."""
    query = (
        select(
            *(evidence_view.c[name] for name in ("kind", "film_from", "film_until", "at")),
        )
        .where(
            evidence_view.c.look_id == look_id,
            evidence_view.c.object_id == object_id,
            evidence_view.c.account_id == account_id,
        )
        .order_by(evidence_view.c.at, evidence_view.c.id)
    )
    return [
        Step(ViewKind(row.kind), _stretch(row.film_from, row.film_until), row.at)
        for row in connection.execute(query)
    ]


def _values(spent: Spent) -> dict[str, object]:
    return {column.name: getattr(spent, column.name) for column in _SPENT}


def _spent(row: Row[Any]) -> Spent:
    return Spent(**{name: getattr(row, name) for name in Spent.__dataclass_fields__})


def _limits(row: Row[Any]) -> Limits:
    return Limits(**{name: getattr(row, name) for name in NAMES})


def _stretch(start: int | None, end: int | None) -> Stretch | None:
    return None if start is None or end is None else Stretch(start, end)


def _open(row: Row[Any]) -> OpenView:
    return OpenView(**{**row._mapping, "kind": ViewKind(row.kind)})  # noqa: SLF001 - a public name
