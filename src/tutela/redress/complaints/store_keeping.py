"""What of statements, and of what held them back, is over and may be erased: the SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import exists, func, or_, select, update

from tutela.detection.tables import item
from tutela.platform.webhooks.model import DeliveryState
from tutela.platform.webhooks.tables import webhook_delivery
from tutela.redress.complaints.store import WAITING
from tutela.redress.complaints.tables import complaint, proceeding
from tutela.redress.publishing import model as published
from tutela.redress.publishing.tables import publication
from tutela.redress.statements.model import MailState, State
from tutela.redress.statements.store_reading import received_at
from tutela.redress.statements.store_withholding import holds
from tutela.redress.statements.tables import (
    statement,
    statement_link,
    statement_mail,
    statement_telling,
    suspension,
    takedown,
    withholding,
)

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Column, ColumnElement, Connection, Row, ScalarSelect, Table

_GONE: Final = [State.ISSUED.value, State.UNREACHABLE.value]
_AWAY: Final = [published.State.STORED.value, published.State.CLOSED.value]


@dataclass(frozen=True, slots=True)
class Course:
    """How far a statement's time has come. `runs`: something about it is not over. `told_at`: its
    first receipt; `sent_at`: its last message, if any. `over`: when what ran was over.
    """

    id: UUID
    service_id: str
    state: State
    made_at: datetime
    told_at: datetime | None
    sent_at: datetime | None
    link_until: datetime | None
    runs: bool
    over: tuple[datetime, ...]


def unclocked(connection: Connection, untold_since: datetime, limit: int) -> list[Course]:
    """Statements whose clock can begin, locked: nothing runs, and somebody was told, or nobody can
    be, or nobody was for so long.
    """
    begins = or_(
        received_at().is_not(None),
        statement.c.state == State.UNREACHABLE.value,
        _last(statement_telling.c.sent_at) <= untold_since,
    )
    meant = (statement.c.erase_at.is_(None), statement.c.state.in_(_GONE), begins, ~_runs())
    return _courses(connection, _locked(connection, statement, *meant, limit=limit))


def due(connection: Connection, now: datetime, limit: int) -> list[Course]:
    """Statements whose clock has run out, locked; what others work on is left for the next time.

    How they stand is read after they were locked: what began before is seen, and nothing begins.
    """
    meant = (statement.c.erased_at.is_(None), statement.c.erase_at <= now)
    return _courses(connection, _locked(connection, statement, *meant, limit=limit))


def set_clock(connection: Connection, statement_id: UUID, erase_at: datetime | None) -> None:
    query = update(statement).where(statement.c.id == statement_id)
    connection.execute(query.values(erase_at=erase_at))


def unclocked_withholdings(connection: Connection, limit: int) -> list[tuple[UUID, datetime]]:
    """What held statements back and is over, locked, with when it ended: of what it held back
    nothing is kept any more.
    """
    left_at = func.coalesce(statement.c.issued_at, withholding.c.ended_at)
    held = select(statement.c.id).where(
        _held(),
        statement.c.erased_at.is_(None),
        statement.c.made_at <= withholding.c.ended_at,
        left_at >= withholding.c.placed_at,
    )
    ended = (withholding.c.ended_at.is_not(None), withholding.c.erase_at.is_(None))
    found = _locked(connection, withholding, *ended, ~held.exists(), limit=limit)
    query = select(withholding.c.id, withholding.c.ended_at).where(withholding.c.id.in_(found))
    return [(row.id, row.ended_at) for row in connection.execute(query)]


def set_withholding_clock(connection: Connection, withholding_id: UUID, erase_at: datetime) -> None:
    query = update(withholding).where(withholding.c.id == withholding_id)
    connection.execute(query.values(erase_at=erase_at))


def due_withholdings(
    connection: Connection, now: datetime, limit: int
) -> list[tuple[UUID, str, str]]:
    """What held statements back and whose clock has run out, locked."""
    over = (withholding.c.erased_at.is_(None), withholding.c.erase_at <= now)
    query = select(withholding.c.id, withholding.c.service_id).where(*over).limit(limit)
    rows = connection.execute(query.with_for_update(skip_locked=True))
    return [(row.id, row.service_id, "ended") for row in rows]


def _locked(
    connection: Connection, table: Table, *meant: ColumnElement[bool], limit: int
) -> list[UUID]:
    query = select(table.c.id).where(*meant).order_by(table.c.erase_at, table.c.id).limit(limit)
    locked = query.with_for_update(of=table, skip_locked=True)
    return list(connection.execute(locked).scalars())


def _courses(connection: Connection, ids: list[UUID]) -> list[Course]:
    of = statement.c.id
    complained = select(complaint.c.erase_at).where(complaint.c.statement_id == of)
    public = select(publication.c.ended_at).where(publication.c.statement_id == of)
    query = select(
        of,
        statement.c.service_id,
        statement.c.state,
        statement.c.made_at,
        received_at().label("told_at"),
        _last(statement_telling.c.sent_at).label("sent_at"),
        _last(statement_link.c.open_until).label("link_until"),
        _runs().label("runs"),
        complained.scalar_subquery().label("complained"),
        _last(proceeding.c.ended_at).label("proceeded"),
        public.scalar_subquery().label("published"),
    ).where(of.in_(ids))
    return [_course(row) for row in connection.execute(query)]


def _course(row: Row[Any]) -> Course:
    over = (row.complained, row.proceeded, row.published)
    return Course(
        id=row.id,
        service_id=row.service_id,
        state=State(row.state),
        made_at=row.made_at,
        told_at=row.told_at,
        sent_at=row.sent_at,
        link_until=row.link_until,
        runs=row.runs,
        over=tuple(each for each in over if each),
    )


def _last(column: Column[Any]) -> ScalarSelect[Any]:
    """The latest of what a table says of a statement."""
    mine = column.table.c.statement_id == statement.c.id
    return select(func.max(column)).where(mine).scalar_subquery()


def _runs() -> ColumnElement[bool]:
    """Whether something about a statement is not over: a complaint, a case before another body, a
    message or the public record on its way, or a ground to hold back.
    """
    of = statement.c.id
    on_its_way = select(statement_telling.c.id).join(
        webhook_delivery, webhook_delivery.c.id == statement_telling.c.delivery_id
    )
    return or_(
        exists().where(complaint.c.statement_id == of, WAITING),
        exists().where(proceeding.c.statement_id == of, proceeding.c.ended_at.is_(None)),
        exists().where(publication.c.statement_id == of, publication.c.state.not_in(_AWAY)),
        exists().where(
            statement_mail.c.statement_id == of, statement_mail.c.state == MailState.WAITING.value
        ),
        on_its_way.where(
            statement_telling.c.statement_id == of,
            webhook_delivery.c.state == DeliveryState.PENDING.value,
        ).exists(),
        exists().where(withholding.c.ended_at.is_(None), _held()),
    )


def _held() -> ColumnElement[bool]:
    """Whether a withholding is about the account of a statement, or its case."""
    of_item = select(item.c.account_ref).where(item.c.id == statement.c.item_id)
    removed = select(takedown.c.account_ref).where(takedown.c.id == statement.c.takedown_id)
    suspended = select(suspension.c.account_ref).where(suspension.c.id == statement.c.suspension_id)
    account = func.coalesce(*(one.scalar_subquery() for one in (of_item, removed, suspended)))
    return holds(statement.c.service_id, account, statement.c.case_id)
