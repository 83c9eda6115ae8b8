"""Publications, and where they go: all their SQL."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.redress.publishing.model import Publication, State, Target, Terms
from tutela.redress.publishing.tables import publication, publishing_target
from tutela.reporting.model import Environment

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Row, Select

_T, _P = publishing_target.c, publication.c
_FIELDS = tuple(Publication.__dataclass_fields__)
_STUCK = (State.DEAD.value, State.WITHHELD.value)


def target(connection: Connection, service_id: str, *, locked: bool = False) -> Target | None:
    """Where a service's statements go; None where nobody has said so."""
    query = select(publishing_target).where(_T.service_id == service_id)
    if locked:
        query = query.with_for_update()
    row = connection.execute(query).one_or_none()
    return _target(row) if row else None


def targets(connection: Connection) -> list[Target]:
    """All of them, by service."""
    rows = connection.execute(select(publishing_target).order_by(_T.service_id))
    return [_target(row) for row in rows]


def set_target(connection: Connection, values: dict[str, Any]) -> None:
    """Writes a service's target, or changes it; its `id` stays as it was."""
    again = {name: value for name, value in values.items() if name not in {"id", "service_id"}}
    connection.execute(
        upsert(publishing_target)
        .values(**values)
        .on_conflict_do_update(index_elements=["service_id"], set_=again)
    )


def save_target(connection: Connection, service_id: str, **values: Any) -> None:
    connection.execute(
        update(publishing_target).where(_T.service_id == service_id).values(**values)
    )


def sealed_token(connection: Connection, service_id: str) -> str:
    query = select(_T.sealed_token).where(_T.service_id == service_id)
    return str(connection.execute(query).scalar_one())


def add(connection: Connection, one: Publication) -> bool:
    """Writes a publication, and reserves its name; False where its statement has one already."""
    values = {name: getattr(one, name) for name in _FIELDS}
    made = connection.execute(
        upsert(publication)
        .values(**{**values, "state": one.state.value})
        .on_conflict_do_nothing(index_elements=["statement_id"])
        .returning(_P.id)
    )
    return made.one_or_none() is not None


def find(connection: Connection, id_: UUID, *, locked: bool = False) -> Publication | None:
    """One publication; `locked` until the transaction ends."""
    query = _select().where(_P.id == id_)
    if locked:
        query = query.with_for_update()
    row = connection.execute(query).one_or_none()
    return _publication(row) if row else None


def waiting(connection: Connection, service_id: str, limit: int) -> list[Publication]:
    """The oldest that wait, locked; those that another run has in hand are left to it."""
    query = _select().where(_P.service_id == service_id, _P.state == State.WAITING.value)
    query = query.order_by(_P.made_at, _P.id).limit(limit).with_for_update(skip_locked=True)
    return [_publication(row) for row in connection.execute(query)]


def unclear(
    connection: Connection, service_id: str, before: datetime, limit: int
) -> list[Publication]:
    """The oldest that left, or may have, and of which nobody has heard since `before`; locked."""
    query = _select().where(
        _P.service_id == service_id, _P.state == State.ASKED.value, _P.asked_at < before
    )
    query = query.order_by(_P.asked_at, _P.id).limit(limit).with_for_update(skip_locked=True)
    return [_publication(row) for row in connection.execute(query)]


def save_asked(connection: Connection, id_: UUID, at: datetime) -> None:
    """Says that somebody looks for a publication now, so that nobody else does."""
    connection.execute(update(publication).where(_P.id == id_).values(asked_at=at))


def asked(connection: Connection, ids: Collection[UUID]) -> list[Publication]:
    """Those of `ids` of which still nothing is known, locked."""
    query = _select().where(_P.id.in_(ids), _P.state == State.ASKED.value)
    return [_publication(row) for row in connection.execute(query.with_for_update())]


def listed(
    connection: Connection, state: State | None, limit: int, service_id: str | None = None
) -> list[Publication]:
    """The newest, newest first."""
    query = _select().order_by(_P.made_at.desc(), _P.id.desc()).limit(limit)
    if state is not None:
        query = query.where(_P.state == state.value)
    if service_id is not None:
        query = query.where(_P.service_id == service_id)
    return [_publication(row) for row in connection.execute(query)]


def counts(connection: Connection) -> dict[str, dict[State, int]]:
    """How many of each service are in each state."""
    found: dict[str, dict[State, int]] = {}
    query = select(_P.service_id, _P.state, func.count()).group_by(_P.service_id, _P.state)
    for service_id, state, number in connection.execute(query):
        found.setdefault(service_id, {})[State(state)] = number
    return found


def save(connection: Connection, one: Publication) -> None:
    """Writes what changes of a publication that the caller has locked."""
    connection.execute(
        update(publication)
        .where(_P.id == one.id)
        .values(
            state=one.state.value,
            record=one.record,
            said=one.said,
            tries=one.tries,
            asked_at=one.asked_at,
            ended_at=one.ended_at,
            remote_id=one.remote_id,
            environment=one.environment,
        )
    )


def stuck(connection: Connection) -> tuple[int, datetime | None]:
    """How many go no further without a person, and since when the first."""
    query = select(func.count(), func.min(_P.ended_at)).where(_P.state.in_(_STUCK))
    row = connection.execute(query).one()
    return row[0], row[1]


def halted(connection: Connection, failing_before: datetime) -> tuple[int, datetime | None]:
    """How many services' databases refuse the token, or have failed since before then; and since
    when the first.
    """
    query = select(func.count(), func.min(func.coalesce(_T.stopped_at, _T.failing_since))).where(
        _T.switched_on, _T.stopped_at.is_not(None) | (_T.failing_since < failing_before)
    )
    row = connection.execute(query).one()
    return row[0], row[1]


def _select() -> Select[Any]:
    return select(*(_P[name] for name in _FIELDS))


def _publication(row: Row[Any]) -> Publication:
    one = Publication(**row._mapping)  # noqa: SLF001 - the columns are its fields
    return replace(one, state=State(row.state))


def _target(row: Row[Any]) -> Target:
    return Target(
        id=row.id,
        service_id=row.service_id,
        environment=Environment(row.environment),
        address=row.address,
        terms=Terms.from_json(row.terms),
        on=row.switched_on,
        failures=row.failures,
        problem=row.problem,
        rest_until=row.rest_until,
        stopped_at=row.stopped_at,
        failing_since=row.failing_since,
    )
