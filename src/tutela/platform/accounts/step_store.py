"""What is halfway through signing in: all its SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from tutela.platform.accounts.tables import login_step
from tutela.platform.database.tables import NODE_SERVICE

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from sqlalchemy import Connection


def add(
    connection: Connection,
    step_id: bytes,
    kind: str,
    account_id: UUID | None,
    expires_at: datetime,
    source: str,
) -> None:
    connection.execute(
        insert(login_step).values(
            service_id=NODE_SERVICE,
            id=step_id,
            kind=kind,
            account_id=account_id,
            expires_at=expires_at,
            source=source,
        )
    )


def keep_latest(connection: Connection, source: str, most: int) -> None:
    """Forgets all steps of a source but the latest."""
    latest = (
        select(login_step.c.id)
        .where(login_step.c.source == source)
        .order_by(login_step.c.expires_at.desc())
        .limit(most)
    )
    of_source = login_step.c.source == source
    connection.execute(delete(login_step).where(of_source, login_step.c.id.not_in(latest)))


def find(connection: Connection, step_id: bytes, kind: str, now: datetime) -> UUID | None:
    """Whose step this is, if it has not ended."""
    query = select(login_step.c.account_id).where(_live(step_id, kind, now))
    return connection.execute(query).scalar_one_or_none()


def take(
    connection: Connection, step_id: bytes, kind: str, account_id: UUID | None, now: datetime
) -> bool:
    """Uses a step up; False if it has ended, was used, or is another account's."""
    own = login_step.c.account_id.is_not_distinct_from(account_id)
    taken = connection.execute(delete(login_step).where(_live(step_id, kind, now), own))
    return bool(taken.rowcount)


def forget_of(connection: Connection, account_id: UUID) -> None:
    """Forgets whoever is halfway into this account."""
    connection.execute(delete(login_step).where(login_step.c.account_id == account_id))


def forget_ended(connection: Connection, now: datetime) -> None:
    connection.execute(delete(login_step).where(login_step.c.expires_at <= now))


def _live(step_id: bytes, kind: str, now: datetime) -> Any:
    return (
        (login_step.c.id == step_id) & (login_step.c.kind == kind) & (login_step.c.expires_at > now)
    )
