"""The register of trusted flaggers, and what came of their notices: all its SQL."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, cast, func, select, update
from sqlalchemy.dialects.postgresql import insert

from tutela.platform.accounts.tables import api_key
from tutela.redress.notices.flaggers.machine import FlaggerState
from tutela.redress.notices.flaggers.model import Figures, Flagger
from tutela.redress.notices.model import Outcome
from tutela.redress.notices.tables import flagger, notice

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection, Row, Select

_COLUMNS = [
    api_key.c.public_id.label("key") if name == "key" else flagger.c[name]
    for name in Flagger.__dataclass_fields__
]
_HOLDS = flagger.c.state != FlaggerState.ENDED.value


def add(connection: Connection, **values: object) -> bool:
    """Whether it was added: false where the service has one of that name or key."""
    done = connection.execute(
        insert(flagger).values(**values).on_conflict_do_nothing().returning(flagger.c.id)
    )
    return done.one_or_none() is not None


def find(connection: Connection, flagger_id: UUID, *, locked: bool = False) -> Flagger | None:
    query = _shown().where(flagger.c.id == flagger_id)
    if locked:
        query = query.with_for_update(of=flagger)
    row = connection.execute(query).one_or_none()
    return _flagger(row) if row else None


def of_key(connection: Connection, key_id: str) -> Flagger | None:
    """Whose key this is, while the status has not ended; it stays so until the transaction ends."""
    query = _shown().where(cast(flagger.c.key_id, String) == key_id, _HOLDS)
    row = connection.execute(query.with_for_update(of=flagger, read=True)).one_or_none()
    return _flagger(row) if row else None


def listed(connection: Connection) -> list[Flagger]:
    """All there ever were: those whose status holds first, by service and name."""
    order = (_HOLDS.desc(), flagger.c.service_id, flagger.c.name, flagger.c.id)
    return [_flagger(row) for row in connection.execute(_shown().order_by(*order))]


def save(connection: Connection, flagger_id: UUID, **values: object) -> None:
    connection.execute(update(flagger).where(flagger.c.id == flagger_id).values(**values))


def figures(connection: Connection) -> dict[UUID, Figures]:
    """What came of each flagger's notices; who sent none is left out."""
    took = func.extract("epoch", notice.c.decided_at - notice.c.received_at) / 3600
    each = select(
        notice.c.flagger_id,
        func.count().label("notices"),
        func.count().filter(notice.c.unfounded).label("unfounded"),
        func.count().filter(notice.c.decided_at > notice.c.due_at).label("late"),
        func.percentile_cont(0.5).within_group(took).label("median"),
    ).where(notice.c.flagger_id.is_not(None))
    found = {
        row.flagger_id: Figures(
            notices=row.notices,
            unfounded=row.unfounded,
            late=row.late,
            median_hours=None if row.median is None else float(row.median),
        )
        for row in connection.execute(each.group_by(notice.c.flagger_id))
    }
    outcomes = _outcomes(connection)
    return {one: replace(it, outcomes=outcomes.get(one, {})) for one, it in found.items()}


def _outcomes(connection: Connection) -> dict[UUID, dict[Outcome, int]]:
    query = (
        select(notice.c.flagger_id, notice.c.outcome, func.count().label("number"))
        .where(notice.c.flagger_id.is_not(None), notice.c.outcome.is_not(None))
        .group_by(notice.c.flagger_id, notice.c.outcome)
    )
    found: dict[UUID, dict[Outcome, int]] = {}
    for row in connection.execute(query):
        found.setdefault(row.flagger_id, {})[Outcome(row.outcome)] = row.number
    return found


def _shown() -> Select[Any]:
    return select(*_COLUMNS).join(api_key, api_key.c.id == flagger.c.key_id)


def _flagger(row: Row[Any]) -> Flagger:
    values = dict(row._mapping)  # noqa: SLF001
    return Flagger(**{**values, "state": FlaggerState(row.state)})
