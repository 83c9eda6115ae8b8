"""Accounts, sessions and attempts: all their SQL. Keys have `key_store`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.platform.accounts.model import Account, Credentials, OpenedSession
from tutela.platform.accounts.role_store import GRANTED, known
from tutela.platform.accounts.tables import account, login_attempt, login_session
from tutela.platform.accounts.throttle import Attempts, Kind
from tutela.platform.database.tables import NODE_SERVICE, SCHEMA
from tutela.platform.permissions import Permission
from tutela.platform.secret import Secret

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from sqlalchemy import Connection, Row


_ACCOUNTS = select(account, GRANTED)


def lock_accounts(connection: Connection) -> None:
    """Keeps every other transaction from adding or changing accounts until this one ends."""
    connection.execute(text(f"LOCK TABLE {SCHEMA}.account IN SHARE ROW EXCLUSIVE MODE"))


def any_account(connection: Connection) -> bool:
    return connection.execute(select(account.c.id).limit(1)).first() is not None


def administrators(connection: Connection) -> frozenset[UUID]:
    """The accounts that can manage accounts now."""
    able = (one for one in accounts(connection) if one.disabled_at is None)
    return frozenset(one.id for one in able if Permission.ACCOUNT_MANAGE in one.permissions)


def add_account(connection: Connection, one: Account, password_hash: Secret) -> bool:
    """Writes an account; False if its name is taken."""
    statement = upsert(account).values(
        service_id=NODE_SERVICE,
        id=one.id,
        name=one.name,
        roles=sorted(one.roles),
        password_hash=password_hash.reveal(),
        created_at=one.created_at,
    )
    added = connection.execute(
        statement.on_conflict_do_nothing(index_elements=[account.c.name]).returning(account.c.id)
    )
    return added.first() is not None


def accounts(connection: Connection) -> list[Account]:
    return [_account(row) for row in connection.execute(_ACCOUNTS.order_by(account.c.name))]


def find_account(connection: Connection, name: str) -> Account | None:
    if not (name.isascii() and name.isprintable()):
        return None  # no account is called so, and a database may refuse to ask
    row = connection.execute(_ACCOUNTS.where(account.c.name == name)).one_or_none()
    return _account(row) if row else None


def account_of(connection: Connection, account_id: UUID) -> Account:
    return _account(connection.execute(_ACCOUNTS.where(account.c.id == account_id)).one())


def credentials(connection: Connection, name: str) -> Credentials | None:
    row = connection.execute(_ACCOUNTS.where(account.c.name == name)).one_or_none()
    return _credentials(row) if row else None


def credentials_held(connection: Connection, account_id: UUID) -> Credentials:
    """The account as it is, and stays until this transaction ends."""
    query = _ACCOUNTS.where(account.c.id == account_id).with_for_update(key_share=True)
    return _credentials(connection.execute(query).one())


def account_held(connection: Connection, account_id: UUID) -> Account | None:
    """An account as it is, and stays until this transaction ends; None if there is none."""
    query = _ACCOUNTS.where(account.c.id == account_id).with_for_update(key_share=True)
    row = connection.execute(query).one_or_none()
    return _account(row) if row else None


def enabled_accounts(connection: Connection) -> int:
    """How many people may sign in."""
    return sum(one.disabled_at is None for one in accounts(connection))


def set_password(connection: Connection, account_id: UUID, password_hash: Secret) -> None:
    connection.execute(
        update(account)
        .where(account.c.id == account_id)
        .values(password_hash=password_hash.reveal())
    )


def set_roles(connection: Connection, account_id: UUID, roles: frozenset[str]) -> None:
    connection.execute(
        update(account).where(account.c.id == account_id).values(roles=sorted(roles))
    )


def disable_account(connection: Connection, account_id: UUID, now: datetime) -> None:
    connection.execute(update(account).where(account.c.id == account_id).values(disabled_at=now))


def open_session(connection: Connection, one: OpenedSession) -> None:
    connection.execute(
        insert(login_session).values(
            service_id=NODE_SERVICE,
            id=bytes.fromhex(one.fingerprint),
            account_id=one.account_id,
            method=one.method,
            opened_at=one.opened_at,
            last_seen_at=one.last_seen_at,
            proven_at=one.proven_at,
            proven_by=one.proven_by,
            expires_at=one.expires_at,
        )
    )


def find_session(connection: Connection, fingerprint: str) -> tuple[OpenedSession, Account] | None:
    """A session and whose it is, both as they are now."""
    query = (
        select(
            login_session,
            account.c.name,
            account.c.roles,
            account.c.created_at,
            account.c.disabled_at,
            GRANTED,
        )
        .join(account, account.c.id == login_session.c.account_id)
        .where(login_session.c.id == bytes.fromhex(fingerprint))
    )
    row = connection.execute(query).one_or_none()
    return (_session(row), _account(row, row.account_id)) if row else None


def open_sessions_of(connection: Connection, account_id: UUID) -> list[OpenedSession]:
    """The sessions of an account that nobody closed, the latest first; some may have run out."""
    query = (
        select(login_session)
        .where(login_session.c.account_id == account_id, login_session.c.closed_at.is_(None))
        .order_by(login_session.c.opened_at.desc(), login_session.c.id)
    )
    return [_session(row) for row in connection.execute(query)]


def touch_session(connection: Connection, fingerprint: str, now: datetime) -> None:
    connection.execute(
        update(login_session)
        .where(login_session.c.id == bytes.fromhex(fingerprint))
        .values(last_seen_at=now)
    )


def prove_session(connection: Connection, fingerprint: str, method: str, now: datetime) -> None:
    """Writes that the person behind a session proved who they are, and by what."""
    connection.execute(
        update(login_session)
        .where(login_session.c.id == bytes.fromhex(fingerprint))
        .values(proven_at=now, proven_by=method)
    )


def close_session(
    connection: Connection, account_id: UUID, fingerprint: str, now: datetime
) -> bool:
    """Closes a session of an account; False if it was closed, or never there."""
    own = login_session.c.account_id == account_id
    return bool(_close(connection, own & (login_session.c.id == bytes.fromhex(fingerprint)), now))


def close_sessions_of(
    connection: Connection, account_id: UUID, now: datetime, *, but: str = ""
) -> list[str]:
    """Closes all sessions of an account, but for one; returns their fingerprints."""
    own = login_session.c.account_id == account_id
    return _close(connection, own & (login_session.c.id != bytes.fromhex(but)), now)


def close_run_out(connection: Connection, now: datetime, idle_since: datetime) -> list[str]:
    """Closes the sessions whose time is up; returns their fingerprints."""
    up = or_(login_session.c.expires_at <= now, login_session.c.last_seen_at <= idle_since)
    return _close(connection, up, now)


def _close(connection: Connection, condition: Any, now: datetime) -> list[str]:
    closed = connection.execute(
        update(login_session)
        .where(condition, login_session.c.closed_at.is_(None))
        .values(closed_at=now)
        .returning(login_session.c.id)
    )
    return [bytes(row.id).hex() for row in closed]


def forget_sessions(connection: Connection, closed_before: datetime) -> int:
    gone = connection.execute(
        delete(login_session).where(login_session.c.closed_at < closed_before)
    )
    return gone.rowcount


def lock_attempts(connection: Connection, kind: Kind, subject: str, now: datetime) -> Attempts:
    """The attempts counted for `subject`, held until this transaction ends."""
    none_yet = {"tries": 0, "last_at": now, "open_at": now}
    connection.execute(
        upsert(login_attempt)
        .values(service_id=NODE_SERVICE, kind=kind.value, subject=subject, **none_yet)
        .on_conflict_do_nothing()
    )
    query = select(login_attempt).where(_attempts_of(kind, subject)).with_for_update()
    row = connection.execute(query).one()
    return Attempts(row.tries, row.last_at, row.open_at)


def write_attempts(connection: Connection, kind: Kind, subject: str, attempts: Attempts) -> None:
    connection.execute(
        update(login_attempt)
        .where(_attempts_of(kind, subject))
        .values(tries=attempts.tries, last_at=attempts.last_at, open_at=attempts.open_at)
    )


def forget_attempts(connection: Connection, last_before: datetime) -> int:
    gone = connection.execute(delete(login_attempt).where(login_attempt.c.last_at < last_before))
    return gone.rowcount


def _attempts_of(kind: Kind, subject: str) -> Any:
    return (login_attempt.c.kind == kind.value) & (login_attempt.c.subject == subject)


def _account(row: Row[Any], account_id: UUID | None = None) -> Account:
    return Account(
        id=account_id or row.id,
        name=row.name,
        roles=frozenset(row.roles),
        created_at=row.created_at,
        disabled_at=row.disabled_at,
        own=known(row.granted),
    )


def _credentials(row: Row[Any]) -> Credentials:
    return Credentials(_account(row), Secret(row.password_hash))


def _session(row: Row[Any]) -> OpenedSession:
    return OpenedSession(
        fingerprint=bytes(row.id).hex(),
        account_id=row.account_id,
        method=row.method,
        opened_at=row.opened_at,
        last_seen_at=row.last_seen_at,
        proven_at=row.proven_at,
        proven_by=row.proven_by,
        expires_at=row.expires_at,
        closed_at=row.closed_at,
    )
