"""Complaints: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.casework.model import DecisionState
from tutela.casework.tables import case_item, decision
from tutela.law.model import Finding
from tutela.redress.complaints.model import Complaint, Outcome, State, Whose
from tutela.redress.complaints.tables import complaint
from tutela.redress.notices.tables import notice
from tutela.redress.pausing.store import over
from tutela.redress.statements import store_suspensions
from tutela.redress.statements.tables import statement, takedown

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Row

COLUMNS = [complaint.c[name] for name in Complaint.__dataclass_fields__]
WAITING = complaint.c.state.in_([State.LODGED.value, State.PROPOSED.value])
# The findings that keep an item from view.
_RESTRICTING = (Finding.CONFIRMED.value, Finding.AGE_AMBIGUOUS.value)
_TAKEN = (DecisionState.FINAL.value, DecisionState.REVERSED.value)


def add(connection: Connection, one: Complaint) -> bool:
    """Keeps a complaint; False if there is one about the same."""
    made = connection.execute(
        upsert(complaint)
        .values({column.name: getattr(one, column.name) for column in COLUMNS})
        .on_conflict_do_nothing()
        .returning(complaint.c.id)
    )
    return made.one_or_none() is not None


def find(connection: Connection, complaint_id: UUID, *, locked: bool = False) -> Complaint | None:
    """One complaint; `locked` until the transaction ends."""
    query = select(*COLUMNS).where(complaint.c.id == complaint_id)
    return _one(connection.execute(query.with_for_update() if locked else query).one_or_none())


def about(connection: Connection, number: UUID) -> Complaint | None:
    """The complaint about the statement, or the notice, of that number."""
    meant = or_(complaint.c.statement_id == number, complaint.c.notice_id == number)
    return _one(connection.execute(select(*COLUMNS).where(meant)).one_or_none())


def listed(connection: Connection, *, waiting: bool, limit: int) -> list[Complaint]:
    """Those that wait, the first to be decided first; or those decided, the latest first."""
    order = (
        (complaint.c.due_at, complaint.c.id)
        if waiting
        else (complaint.c.decided_at.desc(), complaint.c.id)
    )
    query = select(*COLUMNS).where(WAITING if waiting else ~WAITING)
    rows = connection.execute(query.order_by(*order).limit(limit))
    return [_complaint(row) for row in rows]


def of_case(connection: Connection, case_id: UUID) -> list[Complaint]:
    """The complaints about a case, and about the items that are in it now, oldest first."""
    items = select(case_item.c.item_id).where(case_item.c.case_id == case_id)
    about = or_(complaint.c.case_id == case_id, complaint.c.item_id.in_(items))
    query = select(*COLUMNS).where(about)
    rows = connection.execute(query.order_by(complaint.c.received_at, complaint.c.id))
    return [_complaint(row) for row in rows]


def waiting_since(connection: Connection, case_id: UUID) -> datetime | None:
    """Since when the first complaint about a case waits, but for those that wait for a day."""
    waiting = (complaint.c.case_id == case_id, WAITING, complaint.c.paused_until.is_(None))
    query = select(func.min(complaint.c.received_at)).where(*waiting)
    found: datetime | None = connection.execute(query).scalar_one()
    return found


def waiting_about_item(connection: Connection, item_id: UUID) -> list[Complaint]:
    """The complaints about an item that wait, locked."""
    query = select(*COLUMNS).where(complaint.c.item_id == item_id, WAITING)
    rows = connection.execute(query.order_by(complaint.c.id).with_for_update())
    return [_complaint(row) for row in rows]


def save(connection: Connection, complaint_id: UUID, **values: object) -> None:
    """Writes what changed of a complaint that the caller has locked."""
    connection.execute(update(complaint).where(complaint.c.id == complaint_id).values(**values))


def hands(connection: Connection, one: Complaint) -> frozenset[str]:
    """Who had a hand in what a complaint is about: in any decision that kept the item from view, in
    force or reversed; or in the decision on the notice, also where it is about what was removed
    after it; or in the suspension of an account.
    """
    if suspended := store_suspensions.of_statement(connection, one.about):
        return frozenset(suspended.hands)
    deciders = select(decision.c.decided_by, decision.c.second_by).where(
        decision.c.item_id == one.item_id,
        decision.c.finding.in_(_RESTRICTING),
        decision.c.state.in_(_TAKEN),
    )
    after = (
        select(takedown.c.notice_id)
        .join(statement, statement.c.takedown_id == takedown.c.id)
        .where(statement.c.id == one.statement_id)
        .scalar_subquery()
    )
    meant = one.notice_id or after
    noticed = select(notice.c.decided_by).where(
        or_(notice.c.id == meant, notice.c.joined_id == meant)
    )
    rows = connection.execute(deciders if one.item_id else noticed)
    return frozenset(person for row in rows for person in row if person)


def proposed_items(connection: Connection) -> list[UUID]:
    """The items of the complaints whose reversal waits for a second person."""
    query = select(complaint.c.item_id).where(complaint.c.state == State.PROPOSED.value)
    return [one for one in connection.execute(query).scalars() if one]


def paused_over(connection: Connection, now: datetime) -> list[Complaint]:
    """The complaints that wait for a suspension that is over, locked."""
    query = select(*COLUMNS).where(WAITING, over(complaint, now)).order_by(complaint.c.id)
    rows = connection.execute(query.with_for_update(skip_locked=True))
    return [_complaint(row) for row in rows]


def waiting_about_notices(connection: Connection, notices: Collection[UUID]) -> list[Complaint]:
    """The complaints about these notices that wait, locked."""
    query = select(*COLUMNS).where(complaint.c.notice_id.in_(list(notices)), WAITING)
    rows = connection.execute(query.order_by(complaint.c.id).with_for_update())
    return [_complaint(row) for row in rows]


def waiting_about_statement(connection: Connection, statement_id: UUID) -> list[Complaint]:
    """The complaint about a statement, locked, where it waits."""
    query = select(*COLUMNS).where(complaint.c.statement_id == statement_id, WAITING)
    return [_complaint(row) for row in connection.execute(query.with_for_update())]


def late(connection: Connection, now: datetime) -> tuple[int, datetime | None]:
    """How many wait longer than they should, and since when the first does."""
    query = select(func.count(), func.min(complaint.c.received_at))
    row = connection.execute(query.where(WAITING, complaint.c.due_at < now)).one()
    return row[0], row[1]


def due_to_erase(
    connection: Connection, now: datetime, limit: int
) -> list[tuple[UUID, str, State]]:
    """Complaints whose clock has run out, locked; what others work on is left for the next time."""
    query = (
        select(complaint.c.id, complaint.c.service_id, complaint.c.state)
        .where(complaint.c.state == State.DECIDED.value, complaint.c.erase_at <= now)
        .order_by(complaint.c.erase_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [(row.id, row.service_id, State(row.state)) for row in connection.execute(query)]


def erase(connection: Connection, complaint_id: UUID, state: State, now: datetime) -> None:
    """Empties a complaint of what people wrote, for good."""
    save(
        connection, complaint_id, state=state.value, words="", told="", reference="", erased_at=now
    )


def _one(row: Row[Any] | None) -> Complaint | None:
    return _complaint(row) if row else None


def _complaint(row: Row[Any]) -> Complaint:
    values = {name: getattr(row, name) for name in Complaint.__dataclass_fields__}
    read = {
        "whose": Whose(row.whose),
        "state": State(row.state),
        "outcome": Outcome(row.outcome) if row.outcome else None,
    }
    return Complaint(**{**values, **read})
