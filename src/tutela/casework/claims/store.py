"""Claims and notes: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import all_, exists, insert, literal, or_, select, update

from tutela.casework.claims.machine import ClaimState
from tutela.casework.claims.model import Claim, Note, NoteKind, SkipReason
from tutela.casework.machine import ItemState
from tutela.casework.store_waits import TOLD, WAITS
from tutela.casework.tables import case, case_item, case_note

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Row

_LONE_STATES = (ClaimState.FREE.value, ClaimState.CLAIMED.value)


def claim_of(row: Row[tuple[object, ...]]) -> Claim:
    """The claim on the case of a row of its table."""
    return Claim(
        ClaimState(row.claim_state), row.claimed_by, row.claimed_by_name, row.claimed_until
    )


def next_case(connection: Connection, person: str, now: datetime, *, senior: bool) -> UUID | None:
    """The first case of the queue that this person could take, locked; None if there is none.

    What another transaction has locked is passed over, so two callers never get the same.
    """
    spared = exists().where(
        case_note.c.case_id == case.c.id,
        case_note.c.kind == NoteKind.SKIP.value,
        case_note.c.by == person,
        case_note.c.until > now,
    )
    query = (
        select(case.c.id)
        .where(case.c.queue_at.is_not(None), _decides(person), unclaimed(now), ~spared)
        .order_by(case.c.queue_at, case.c.id)
        .limit(1)
        .with_for_update(key_share=True, skip_locked=True)
    )
    if not senior:
        query = query.where(case.c.claim_state.in_(_LONE_STATES))
    return connection.execute(query).scalar_one_or_none()


def may_decide(connection: Connection, case_id: UUID, person: str) -> bool:
    """Whether something in a case waits that this person may decide."""
    query = select(case.c.id).where(case.c.id == case_id, _decides(person))
    return connection.execute(query).first() is not None


def _decides(person: str) -> ColumnElement[bool]:
    """Whether something waits in a case that this person did not leave to another one."""
    others = exists().where(
        case_item.c.case_id == case.c.id,
        case_item.c.state == ItemState.UNSURE.value,
        literal(person) != all_(case_item.c.doubters),
    )
    return or_(TOLD > 0, case.c.pending > case.c.unsure, others)


def unclaimed(now: datetime) -> ColumnElement[bool]:
    """Whether nobody holds a case at `now`."""
    return or_(case.c.claimed_until.is_(None), case.c.claimed_until <= now)


def held_by(connection: Connection, persons: Collection[str]) -> list[UUID]:
    """The cases that these people hold, in the order in which they are locked."""
    query = select(case.c.id).where(case.c.claimed_by.in_(persons)).order_by(case.c.id)
    return list(connection.execute(query).scalars())


def lock(connection: Connection, case_id: UUID) -> Row[Any] | None:
    """A case's row and whether anything of it waits, locked; None if there is no such case."""
    query = select(case, WAITS.label("waits")).where(case.c.id == case_id)
    return connection.execute(query.with_for_update(key_share=True)).one_or_none()


def save(connection: Connection, case_id: UUID, claim: Claim) -> None:
    connection.execute(
        update(case)
        .where(case.c.id == case_id)
        .values(
            claim_state=claim.state.value,
            claimed_by=claim.by,
            claimed_by_name=claim.by_name,
            claimed_until=claim.until,
        )
    )


def prolong(
    connection: Connection, case_id: UUID, person: str, now: datetime, until: datetime
) -> None:
    """Lets a person's claim last until `until`, if it is theirs and has not ended."""
    connection.execute(
        update(case)
        .where(case.c.id == case_id, case.c.claimed_by == person, case.c.claimed_until > now)
        .values(claimed_until=until)
    )


def add_note(connection: Connection, one: Note, service_id: str) -> None:
    connection.execute(
        insert(case_note).values(
            id=one.id,
            service_id=service_id,
            case_id=one.case_id,
            kind=one.kind.value,
            why=one.why.value if one.why else None,
            words=one.words,
            by=one.by,
            by_name=one.by_name,
            at=one.at,
            until=one.until,
        )
    )


def notes(connection: Connection, case_id: UUID) -> list[Note]:
    """What was noted on a case, oldest first."""
    query = select(case_note).where(case_note.c.case_id == case_id)
    rows = connection.execute(query.order_by(case_note.c.at, case_note.c.id))
    return [
        Note(
            id=row.id,
            case_id=row.case_id,
            kind=NoteKind(row.kind),
            words=row.words,
            by=row.by,
            by_name=row.by_name,
            at=row.at,
            why=SkipReason(row.why) if row.why else None,
            until=row.until,
        )
        for row in rows
    ]
