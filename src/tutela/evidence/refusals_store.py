"""Refused tries to open evidence: all their SQL. They are rows of the log, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Text, cast, func, select

from tutela.detection.tables import item
from tutela.platform.accounts.tables import account
from tutela.platform.audit.model import Event
from tutela.platform.audit.tables import audit_event

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

# As the partial index has it.
_REFUSED = audit_event.c.event == Event.EVIDENCE_REFUSE.value


@dataclass(frozen=True, slots=True)
class Refusal:
    """Somebody who was refused the evidence of an item; their name, or if none their id."""

    at: datetime
    who: str
    item_id: str
    service_id: str


def service_of(connection: Connection, item_id: UUID) -> str | None:
    """The service of an item; None if there is no such item."""
    query = select(item.c.service_id).where(item.c.id == item_id)
    return connection.execute(query).scalar_one_or_none()


def take_turns(connection: Connection, actor_id: str, item_id: UUID) -> None:
    """Lets one work at a time look whether this person was refused this item, until it ends."""
    key = func.hashtextextended(f"evidence-refusal {actor_id} {item_id}", 0)
    connection.execute(select(func.pg_advisory_xact_lock(key)))


def was_refused(connection: Connection, actor_id: str, item_id: UUID, since: datetime) -> bool:
    query = select(audit_event.c.id).where(
        audit_event.c.subject_kind == "item",
        audit_event.c.subject_id == str(item_id),
        _REFUSED,
        audit_event.c.actor_id == actor_id,
        audit_event.c.at > since,
    )
    return connection.execute(query.limit(1)).first() is not None


def latest(connection: Connection, limit: int) -> list[Refusal]:
    """The latest of all, the newest first."""
    query = (
        select(
            audit_event.c.at,
            func.coalesce(account.c.name, audit_event.c.actor_id).label("who"),
            audit_event.c.subject_id.label("item_id"),
            audit_event.c.service_id,
        )
        .outerjoin_from(audit_event, account, cast(account.c.id, Text) == audit_event.c.actor_id)
        .where(_REFUSED)
        .order_by(audit_event.c.at.desc(), audit_event.c.id.desc())
        .limit(limit)
    )
    return [Refusal(**row._mapping) for row in connection.execute(query)]  # noqa: SLF001
