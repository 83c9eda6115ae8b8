"""Requests: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, cast, func, select, update
from sqlalchemy.dialects.postgresql import insert

from tutela.platform.accounts.tables import account
from tutela.platform.actor import ActorKind
from tutela.platform.approvals.model import Act, Asked, Request, State
from tutela.platform.approvals.tables import approval_request as table
from tutela.platform.approvals.tables import single_handed
from tutela.platform.audit.model import Event
from tutela.platform.audit.tables import audit_checkpoint, audit_event
from tutela.platform.database.tables import NODE_SERVICE

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Row

OPEN = (State.WAITING, State.PERMITTED)
# As the partial index has it.
_MADE_ALONE = (audit_event.c.event == Event.ACCOUNT_ADD.value) & (
    audit_event.c.facts["single_person"].astext == "true"
)
_IS_OPEN = table.c.state.in_([one.value for one in OPEN])


def add(connection: Connection, one: Request) -> bool:
    """Writes a request; False if one about the same thing is open."""
    statement = insert(table).values(
        id=one.id,
        service_id=one.asked.service_id,
        act=one.asked.act.value,
        subject=one.asked.subject,
        changes=list(one.asked.changes),
        payload=one.asked.payload,
        reason=one.reason,
        asked_by=one.asked_by,
        asked_kind=one.asked_kind.value,
        asked_name=one.asked_name,
        asked_at=one.asked_at,
        expires_at=one.expires_at,
        ready_at=one.ready_at,
        state=one.state.value,
        answer="",
    )
    written = statement.on_conflict_do_nothing().returning(table.c.id)
    return connection.execute(written).one_or_none() is not None


def find(connection: Connection, request_id: UUID, *, locked: bool = False) -> Request | None:
    query = select(table).where(table.c.id == request_id)
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    return _request(row) if row else None


def open_about(
    connection: Connection, act: Act, subject: str, *, locked: bool = False
) -> Request | None:
    """The request for this very thing that waits, or permits."""
    same = (table.c.act == act.value) & (table.c.subject == subject)
    query = select(table).where(same, _IS_OPEN)
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    return _request(row) if row else None


def open_of(connection: Connection, act: Act, about: str) -> list[Request]:
    """The open requests whose subject begins with these words."""
    same = (table.c.act == act.value) & table.c.subject.startswith(about, autoescape=True)
    rows = connection.execute(select(table).where(same, _IS_OPEN).order_by(table.c.asked_at))
    return [_request(row) for row in rows]


def requests(connection: Connection, *, open_only: bool, limit: int) -> list[Request]:
    """The open ones, the oldest first; or the latest of all, the newest first."""
    query = select(table).limit(limit)
    if open_only:
        query = query.where(_IS_OPEN).order_by(table.c.asked_at, table.c.id)
    else:
        query = query.order_by(table.c.asked_at.desc(), table.c.id)
    return [_request(row) for row in connection.execute(query)]


def waiting_for(
    connection: Connection, acts: Collection[Act], not_by: str, now: datetime
) -> list[Request]:
    """The requests for these acts that wait, of others than `not_by`."""
    mine: ColumnElement[bool] = table.c.act.in_([one.value for one in acts])
    query = select(table).where(
        mine,
        table.c.state == State.WAITING.value,
        table.c.asked_by != not_by,
        table.c.expires_at > now,
    )
    return [_request(row) for row in connection.execute(query)]


def run_out(connection: Connection, now: datetime) -> list[Request]:
    """The open requests whose time is up, locked."""
    query = select(table).where(_IS_OPEN, table.c.expires_at <= now).order_by(table.c.id)
    return [_request(row) for row in connection.execute(query.with_for_update())]


def cooling(connection: Connection) -> list[Request]:
    """What waits for one person alone, the first to be ready first."""
    waits = (table.c.state == State.WAITING.value) & table.c.ready_at.is_not(None)
    rows = connection.execute(select(table).where(waits).order_by(table.c.ready_at))
    return [_request(row) for row in rows]


def single_handed_since(connection: Connection) -> datetime | None:
    """Since when this node is declared to be one person's; None if it is not."""
    query = select(single_handed.c.declared_at).where(single_handed.c.ended_at.is_(None))
    return connection.execute(query).scalar_one_or_none()


def begin_single_handed(connection: Connection, one: UUID, by: str, now: datetime) -> bool:
    """Declares the node to be one person's; False if it is so already."""
    values = {"id": one, "service_id": NODE_SERVICE, "declared_at": now, "declared_by": by}
    written = insert(single_handed).values(**values).on_conflict_do_nothing()
    return connection.execute(written.returning(single_handed.c.id)).first() is not None


def end_single_handed(connection: Connection, now: datetime) -> bool:
    """Ends that; False if it was not so."""
    ended = connection.execute(
        update(single_handed)
        .where(single_handed.c.ended_at.is_(None))
        .values(ended_at=now)
        .returning(single_handed.c.id)
    )
    return ended.first() is not None


def last_checkpoint(connection: Connection) -> datetime | None:
    """When the log was last signed: no clock was ever behind that and right."""
    query = select(audit_checkpoint.c.at).order_by(audit_checkpoint.c.number.desc()).limit(1)
    return connection.execute(query).scalar_one_or_none()


def single_person_acts(connection: Connection) -> dict[str, int]:
    """How many rows of the log were one person's alone, by event."""
    mine = audit_event.c.facts["single_person"].astext == "true"
    query = select(audit_event.c.event, func.count()).where(mine).group_by(audit_event.c.event)
    return {row[0]: row[1] for row in connection.execute(query)}


def made_alone(connection: Connection, since: datetime) -> frozenset[str]:
    """The accounts that were made since then on one person's word, by the log."""
    found = connection.execute(
        select(audit_event.c.subject_id).where(_MADE_ALONE, audit_event.c.at >= since)
    )
    return frozenset(found.scalars())


def changed_alone(connection: Connection, since: datetime) -> tuple[int, datetime | None]:
    """How many accounts were made so, or ended at the console, since then; and the first of it."""
    lately = select(cast(account.c.id, Text)).where(account.c.disabled_at >= since)
    at_console = (
        audit_event.c.subject_kind == "account",
        audit_event.c.subject_id.in_(lately),
        audit_event.c.event == Event.ACCOUNT_DISABLE.value,
        audit_event.c.actor_kind == ActorKind.OPERATOR.value,
    )
    # One after the other: each has its index, both together none.
    query = select(func.count(), func.min(audit_event.c.at)).where(audit_event.c.at >= since)
    made = connection.execute(query.where(_MADE_ALONE)).one()
    ended = connection.execute(query.where(*at_console)).one()
    first = min((one for one in (made[1], ended[1]) if one), default=None)
    return made[0] + ended[0], first


def save(connection: Connection, request_id: UUID, **values: Any) -> None:
    connection.execute(update(table).where(table.c.id == request_id).values(**values))


def acted_on(
    connection: Connection,
    kind: ActorKind,
    actor_id: str,
    account_id: str,
    events: Collection[Event],
    since: datetime,
) -> bool:
    """Whether somebody did one of these things to an account since then, by the log.

    All who work at the console count as one: nothing proves the name they work under.
    """
    console = audit_event.c.actor_kind == kind.value
    query = select(audit_event.c.id).where(
        audit_event.c.subject_kind == "account",
        audit_event.c.subject_id == account_id,
        console if kind is ActorKind.OPERATOR else audit_event.c.actor_id == actor_id,
        audit_event.c.event.in_([one.value for one in events]),
        audit_event.c.at >= since,
    )
    return connection.execute(query.limit(1)).first() is not None


def _request(row: Row[Any]) -> Request:
    return Request(
        id=row.id,
        asked=Asked(
            Act(row.act), row.service_id, row.subject, tuple(row.changes), dict(row.payload)
        ),
        reason=row.reason,
        asked_by=row.asked_by,
        asked_kind=ActorKind(row.asked_kind),
        asked_name=row.asked_name,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        state=State(row.state),
        ready_at=row.ready_at,
        single_person=row.single_person,
        answered_by=row.answered_by,
        answered_name=row.answered_name,
        answered_at=row.answered_at,
        answer=row.answer,
    )
