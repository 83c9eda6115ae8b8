"""Authenticator apps and recovery codes: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update

from tutela.platform.accounts.factors import passkey_store
from tutela.platform.accounts.factors.model import App, Standing
from tutela.platform.accounts.factors.tables import authenticator_app, recovery_code
from tutela.platform.audit.tables import audit_event
from tutela.platform.database.tables import NODE_SERVICE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from sqlalchemy import Connection, Row

    from tutela.platform.audit.model import Event


def standing(connection: Connection, account_id: UUID) -> Standing:
    """What an account has, confirmed and unused."""
    app = find_app(connection, account_id)
    query = select(func.count()).where(
        recovery_code.c.account_id == account_id, recovery_code.c.used_at.is_(None)
    )
    left = connection.execute(query).scalar_one()
    confirmed = app if app and app.confirmed_at else None
    return Standing(confirmed, left, passkey_store.of(connection, account_id))


def has_factor(connection: Connection, account_id: UUID) -> bool:
    """Whether an account has a factor that is confirmed."""
    app = find_app(connection, account_id)
    return bool(app and app.confirmed_at) or bool(passkey_store.of(connection, account_id))


def with_factor(connection: Connection) -> frozenset[UUID]:
    """The accounts that have a factor that is confirmed."""
    apps = select(authenticator_app.c.account_id).where(
        authenticator_app.c.confirmed_at.is_not(None)
    )
    return frozenset(connection.scalars(apps)) | passkey_store.holders(connection)


def find_app(connection: Connection, account_id: UUID) -> App | None:
    """The app of an account, confirmed or not."""
    query = select(authenticator_app).where(authenticator_app.c.account_id == account_id)
    row = connection.execute(query).one_or_none()
    return _app(row) if row else None


def add_app(connection: Connection, one: App, row_id: UUID) -> None:
    connection.execute(
        insert(authenticator_app).values(
            service_id=NODE_SERVICE,
            id=row_id,
            account_id=one.account_id,
            sealed_secret=one.sealed_secret,
            started_at=one.started_at,
        )
    )


def confirm_app(connection: Connection, account_id: UUID, now: datetime) -> None:
    _change_app(connection, account_id, confirmed_at=now)


def use_app(connection: Connection, account_id: UUID, step: int, now: datetime) -> None:
    """Writes the step of the code that was taken, so that it is not taken again."""
    _change_app(connection, account_id, last_step=step, last_used_at=now)


def remove_app(connection: Connection, account_id: UUID) -> bool:
    """Removes an app; False if there was none that is confirmed."""
    gone = connection.execute(
        delete(authenticator_app)
        .where(authenticator_app.c.account_id == account_id)
        .returning(authenticator_app.c.confirmed_at)
    )
    return any(row.confirmed_at for row in gone)


def replace_codes(
    connection: Connection, account_id: UUID, hashes: Iterable[bytes], now: datetime
) -> None:
    """Puts these recovery codes in the place of all others."""
    remove_codes(connection, account_id)
    common = {"service_id": NODE_SERVICE, "account_id": account_id, "made_at": now}
    connection.execute(insert(recovery_code), [common | {"code_hash": one} for one in hashes])


def use_code(connection: Connection, account_id: UUID, code_hash: bytes, now: datetime) -> bool:
    """Uses a recovery code up; False if there is none such, or it was used."""
    used = connection.execute(
        update(recovery_code)
        .where(
            recovery_code.c.account_id == account_id,
            recovery_code.c.code_hash == code_hash,
            recovery_code.c.used_at.is_(None),
        )
        .values(used_at=now)
    )
    return bool(used.rowcount)


def remove_codes(connection: Connection, account_id: UUID) -> int:
    gone = connection.execute(delete(recovery_code).where(recovery_code.c.account_id == account_id))
    return gone.rowcount


def _change_app(connection: Connection, account_id: UUID, **values: object) -> None:
    connection.execute(
        update(authenticator_app)
        .where(authenticator_app.c.account_id == account_id)
        .values(**values)
    )


def _app(row: Row[Any]) -> App:
    return App(
        account_id=row.account_id,
        sealed_secret=row.sealed_secret,
        started_at=row.started_at,
        confirmed_at=row.confirmed_at,
        last_step=row.last_step,
        last_used_at=row.last_used_at,
    )


def last_change(connection: Connection, node_id: UUID, events: Collection[Event]) -> str | None:
    """The last of these events of the node in the log."""
    query = select(audit_event.c.event).where(
        audit_event.c.subject_kind == "node",
        audit_event.c.subject_id == str(node_id),
        audit_event.c.event.in_([one.value for one in events]),
    )
    newest = query.order_by(audit_event.c.at.desc(), audit_event.c.id.desc()).limit(1)
    return connection.execute(newest).scalar_one_or_none()
