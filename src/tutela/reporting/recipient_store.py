"""Recipients: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from tutela.reporting.model import Environment
from tutela.reporting.plugin import Recipient, kind
from tutela.reporting.tables import recipient

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Row

_LIVE = recipient.c.ended_at.is_(None)


def add(connection: Connection, values: dict[str, object]) -> None:
    connection.execute(insert(recipient).values(**values))


def ended(connection: Connection, fixed: dict[str, str]) -> Recipient | None:
    """The last recipient that was ended and had these names."""
    row = connection.execute(
        select(recipient)
        .where(
            recipient.c.ended_at.is_not(None),
            *(recipient.c[name] == value for name, value in fixed.items()),
        )
        .order_by(recipient.c.ended_at.desc())
        .limit(1)
    ).one_or_none()
    return _recipient(row) if row else None


def save(connection: Connection, recipient_id: UUID, values: dict[str, object]) -> None:
    connection.execute(update(recipient).where(recipient.c.id == recipient_id).values(values))


def end(connection: Connection, recipient_id: UUID, now: datetime) -> None:
    """Ends a recipient and forgets its credentials."""
    connection.execute(
        update(recipient)
        .where(recipient.c.id == recipient_id)
        .values(ended_at=now, sealed_credentials=None)
    )


def live(connection: Connection, service_id: str | None = None) -> list[Recipient]:
    """The live recipients of a service, or of all, by name."""
    query = select(recipient).where(_LIVE).order_by(recipient.c.service_id, recipient.c.name)
    if service_id is not None:
        query = query.where(recipient.c.service_id == service_id)
    return [_recipient(row) for row in connection.execute(query)]


def live_ids(connection: Connection, service_id: str) -> list[UUID]:
    """The live recipients of a service, also those whose kind is not known here any more."""
    query = select(recipient.c.id).where(_LIVE, recipient.c.service_id == service_id)
    return list(connection.execute(query.order_by(recipient.c.name)).scalars())


def find(connection: Connection, service_id: str, name: str) -> Recipient | None:
    """The live recipient of that name."""
    row = connection.execute(
        select(recipient).where(
            recipient.c.service_id == service_id, recipient.c.name == name, _LIVE
        )
    ).one_or_none()
    return _recipient(row) if row else None


def by_id(connection: Connection, recipient_id: UUID) -> Recipient:
    """A recipient that reports refer to, also one that was ended."""
    return _recipient(
        connection.execute(select(recipient).where(recipient.c.id == recipient_id)).one()
    )


def sealed_credentials(connection: Connection, recipient_id: UUID) -> str | None:
    return connection.execute(
        select(recipient.c.sealed_credentials).where(recipient.c.id == recipient_id)
    ).scalar_one_or_none()


def _recipient(row: Row[tuple[object, ...]]) -> Recipient:
    return Recipient(
        id=row.id,
        service_id=row.service_id,
        name=row.name,
        kind=row.kind,
        environment=Environment(row.environment),
        address=row.address,
        transfer_ground=row.transfer_ground,
        options=kind(row.kind).options.model_validate(row.options),
        ended=row.ended_at is not None,
    )
