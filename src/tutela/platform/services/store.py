"""Declared services and surfaces: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.law.model import SurfaceKind
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.services.model import Policy, Retention, SecondPerson, Service, Surface
from tutela.platform.services.tables import service, surface

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection, Row


def services(connection: Connection) -> list[Service]:
    """Every declared service, by name; the node's own pseudo-service is left out."""
    rows = connection.execute(
        select(service).where(service.c.service_id != NODE_SERVICE).order_by(service.c.service_id)
    )
    return [_service(row) for row in rows]


def find_service(
    connection: Connection, service_id: str, *, locked: bool = False
) -> Service | None:
    """The declared service; `locked` keeps its policy as it is until this transaction ends."""
    query = select(service).where(
        service.c.service_id == service_id, service.c.service_id != NODE_SERVICE
    )
    if locked:
        query = query.with_for_update(key_share=True)
    row = connection.execute(query).one_or_none()
    return _service(row) if row else None


def surfaces(connection: Connection, service_id: str | None = None) -> list[Surface]:
    query = select(surface).order_by(surface.c.service_id, surface.c.name)
    if service_id is not None:
        query = query.where(surface.c.service_id == service_id)
    return [
        Surface(row.service_id, row.name, SurfaceKind(row.kind), row.encrypted)
        for row in connection.execute(query)
    ]


def find_surface(connection: Connection, service_id: str, name: str) -> Surface | None:
    found = [one for one in surfaces(connection, service_id) if one.name == name]
    return found[0] if found else None


def declare_service(connection: Connection, one: Service, now: datetime) -> None:
    """Writes a service, or the new policy of a declared one; its webhook is left as it is."""
    values = {
        "title": one.title,
        "retention": one.policy.retention.value,
        "retention_basis": one.policy.retention_basis,
        "second_person": one.policy.second_person.value,
        "hold_hours": one.policy.hold_hours,
        "scheme": one.policy.scheme,
        "language": one.policy.language,
        "contact": one.policy.contact,
        "territory": list(one.policy.territory),
    }
    statement = upsert(service).values(service_id=one.id, declared_at=now, **values)
    connection.execute(
        statement.on_conflict_do_update(index_elements=[service.c.service_id], set_=values)
    )


def mark_scanned(connection: Connection, service_ids: Collection[str], now: datetime) -> None:
    """Writes when an item was first scanned for these services; known ones stay as they are."""
    connection.execute(
        update(service)
        .where(service.c.service_id.in_(service_ids), service.c.first_scanned_at.is_(None))
        .values(first_scanned_at=now)
    )


def in_use(connection: Connection, service_id: str | None = None) -> bool:
    """Whether an item was ever scanned for this service; by default, for any."""
    query = select(service.c.service_id).where(service.c.first_scanned_at.is_not(None))
    if service_id is not None:
        query = query.where(service.c.service_id == service_id)
    return connection.execute(query.limit(1)).first() is not None


def declare_surface(connection: Connection, one: Surface, now: datetime) -> bool:
    """Writes a surface; False if one of that name is declared already."""
    statement = upsert(surface).values(
        service_id=one.service_id,
        name=one.name,
        kind=one.kind.value,
        encrypted=one.encrypted,
        declared_at=now,
    )
    written = statement.on_conflict_do_nothing().returning(surface.c.name)
    return connection.execute(written).one_or_none() is not None


def set_webhook(connection: Connection, service_id: str, url: str, sealed_secret: str) -> None:
    connection.execute(
        update(service)
        .where(service.c.service_id == service_id)
        .values(webhook_url=url, webhook_secret=sealed_secret)
    )


def webhook(connection: Connection, service_id: str) -> tuple[str, str] | None:
    """The address and sealed secret of a service's webhook, if it has one."""
    row = connection.execute(
        select(service.c.webhook_url, service.c.webhook_secret).where(
            service.c.service_id == service_id
        )
    ).one_or_none()
    return (row.webhook_url, row.webhook_secret) if row and row.webhook_url else None


def _service(row: Row[tuple[object, ...]]) -> Service:
    return Service(
        id=row.service_id,
        title=row.title,
        webhook_url=row.webhook_url,
        policy=Policy(
            retention=Retention(row.retention),
            retention_basis=row.retention_basis,
            second_person=SecondPerson(row.second_person),
            hold_hours=row.hold_hours,
            scheme=row.scheme,
            language=row.language,
            contact=row.contact,
            territory=tuple(row.territory),
        ),
    )
