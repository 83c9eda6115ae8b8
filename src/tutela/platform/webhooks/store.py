"""Deliveries: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update

from tutela.platform.services.tables import service
from tutela.platform.webhooks.model import VERDICT, Delivery, DeliveryState
from tutela.platform.webhooks.tables import webhook_delivery

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Row

_COLUMNS = [webhook_delivery.c[name] for name in Delivery.__dataclass_fields__]
_UNFINISHED = (DeliveryState.DEAD.value, DeliveryState.UNSET.value)


def has_webhook(connection: Connection, service_id: str) -> bool | None:
    """Whether the service has a webhook, and it stays so until the transaction ends.

    None if there is no such service. Without the lock, a message written while a webhook is being
    set could wait for ever.
    """
    row = connection.execute(
        select(service.c.webhook_url)
        .where(service.c.service_id == service_id)
        .with_for_update(read=True)
    ).one_or_none()
    return None if row is None else row.webhook_url is not None


def add(connection: Connection, one: Delivery) -> None:
    values = {column.name: getattr(one, column.name) for column in _COLUMNS}
    connection.execute(insert(webhook_delivery).values({**values, "state": one.state.value}))


def find(connection: Connection, delivery_id: UUID, *, locked: bool = False) -> Delivery | None:
    """One delivery; `locked` until the transaction ends."""
    query = select(*_COLUMNS).where(webhook_delivery.c.id == delivery_id)
    if locked:
        query = query.with_for_update()
    row = connection.execute(query).one_or_none()
    return _delivery(row) if row else None


def deliveries(connection: Connection, state: DeliveryState | None, limit: int) -> list[Delivery]:
    """The newest deliveries, newest first."""
    query = select(*_COLUMNS).order_by(
        webhook_delivery.c.created_at.desc(), webhook_delivery.c.id.desc()
    )
    if state is not None:
        query = query.where(webhook_delivery.c.state == state.value)
    return [_delivery(row) for row in connection.execute(query.limit(limit))]


def save(connection: Connection, one: Delivery) -> None:
    """Writes the new state of a delivery that the caller has locked."""
    connection.execute(
        update(webhook_delivery)
        .where(webhook_delivery.c.id == one.id)
        .values(
            state=one.state.value,
            attempts=one.attempts,
            last_status=one.last_status,
            last_error=one.last_error,
            finished_at=one.finished_at,
            sealed=one.sealed,
        )
    )


def forget(connection: Connection, delivery_id: UUID) -> None:
    """Deletes the row of a verdict."""
    connection.execute(
        delete(webhook_delivery).where(
            webhook_delivery.c.id == delivery_id, webhook_delivery.c.kind == VERDICT
        )
    )


def empty(connection: Connection, delivery_ids: Collection[UUID], now: datetime) -> None:
    """Takes away what messages said, for good; what has not arrived is closed. The caller's audit
    row says why.
    """
    meant = webhook_delivery.c.id.in_(delivery_ids)
    emptied = update(webhook_delivery).where(meant).values(body={}, sealed=None)
    connection.execute(emptied)
    open_yet = webhook_delivery.c.state.in_(_UNFINISHED)
    finished_at = func.coalesce(webhook_delivery.c.finished_at, now)
    closed = update(webhook_delivery).where(meant, open_yet)
    connection.execute(closed.values(state=DeliveryState.CLOSED.value, finished_at=finished_at))


def empty_old(connection: Connection, before: datetime, limit: int) -> int:
    """Takes away what so many messages said that were over before `before`; how many."""
    over = [DeliveryState.DELIVERED.value, DeliveryState.CLOSED.value]
    old = (
        select(webhook_delivery.c.id)
        .where(
            webhook_delivery.c.state.in_(over),
            webhook_delivery.c.finished_at < before,
            webhook_delivery.c.body != {},
        )
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    query = update(webhook_delivery).where(webhook_delivery.c.id.in_(old))
    return connection.execute(query.values(body={}, sealed=None)).rowcount


def any_message(connection: Connection, service_id: str) -> bool:
    """Whether this service's platform was ever to be told anything that is still here."""
    query = select(webhook_delivery.c.id).where(webhook_delivery.c.service_id == service_id)
    return connection.execute(query.limit(1)).first() is not None


def given_up(connection: Connection) -> tuple[int, datetime | None]:
    """How many messages were given up and neither arrived since nor were closed, and since when the
    first has been so. One that is tried again still counts.
    """
    query = select(func.count(), func.min(webhook_delivery.c.finished_at)).where(
        (webhook_delivery.c.state == DeliveryState.DEAD.value)
        | (
            (webhook_delivery.c.state == DeliveryState.PENDING.value)
            & webhook_delivery.c.finished_at.is_not(None)
        )
    )
    row = connection.execute(query).one()
    return row[0], row[1]


def unset(connection: Connection, service_id: str) -> list[Delivery]:
    """What waits for this service's webhook, oldest first, locked."""
    query = (
        select(*_COLUMNS)
        .where(
            webhook_delivery.c.service_id == service_id,
            webhook_delivery.c.state == DeliveryState.UNSET.value,
        )
        .order_by(webhook_delivery.c.created_at, webhook_delivery.c.id)
        .with_for_update()
    )
    return [_delivery(row) for row in connection.execute(query)]


def undeliverable_verdicts(connection: Connection, before: datetime) -> list[Delivery]:
    """Verdicts from before `before` that are dead or have no webhook to go to, locked."""
    query = (
        select(*_COLUMNS)
        .where(
            webhook_delivery.c.kind == VERDICT,
            webhook_delivery.c.state.in_(_UNFINISHED),
            webhook_delivery.c.created_at < before,
        )
        .with_for_update(skip_locked=True)
    )
    return [_delivery(row) for row in connection.execute(query)]


def _delivery(row: Row[tuple[object, ...]]) -> Delivery:
    return Delivery(**{**row._mapping, "state": DeliveryState(row.state)})  # noqa: SLF001
