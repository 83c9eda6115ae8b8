"""Alerts: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.platform.accounts import store as accounts
from tutela.platform.accounts.tables import account
from tutela.platform.alerts.model import (
    Alert,
    Kind,
    Listener,
    Mail,
    MailState,
    Shown,
    Wishes,
)
from tutela.platform.alerts.tables import alert, alert_mail, alert_seen, alert_wish
from tutela.platform.database.tables import NODE_SERVICE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Row

_KINDS = [kind.value for kind in Kind]
_TURNS = 0x616C6572  # "aler"


def take_turns(connection: Connection) -> None:
    """Waits until nobody else changes alerts; until the transaction ends."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _TURNS})


def standing(connection: Connection) -> dict[Kind, Alert]:
    """The alerts that stand, by kind."""
    query = select(alert).where(alert.c.ended_at.is_(None), alert.c.kind.in_(_KINDS))
    found = [_alert(row) for row in connection.execute(query)]
    return {one.kind: one for one in found}


def add(connection: Connection, one: Alert) -> None:
    connection.execute(
        insert(alert).values(
            service_id=NODE_SERVICE,
            id=one.id,
            kind=one.kind.value,
            count=one.count,
            since=one.since,
            raised_at=one.raised_at,
        )
    )


def renew(connection: Connection, alert_id: UUID, count: int, since: datetime | None) -> None:
    """Writes the number of an alert that stands."""
    changed = update(alert).where(alert.c.id == alert_id)
    connection.execute(changed.values(count=count, since=since))


def end(connection: Connection, alert_id: UUID, now: datetime) -> None:
    connection.execute(update(alert).where(alert.c.id == alert_id).values(ended_at=now))


def shown(connection: Connection, account_id: UUID) -> list[Shown]:
    """The alerts that stand, with what this person acknowledged of them; the oldest first."""
    own = and_(alert_seen.c.alert_id == alert.c.id, alert_seen.c.account_id == account_id)
    query = (
        select(alert, alert_seen.c.at.label("seen_at"), alert_seen.c.count.label("seen_count"))
        .outerjoin(alert_seen, own)
        .where(alert.c.ended_at.is_(None), alert.c.kind.in_(_KINDS))
        .order_by(alert.c.raised_at, alert.c.kind)
    )
    return [
        Shown(_alert(row), row.seen_at, row.seen_count or 0) for row in connection.execute(query)
    ]


def find_standing(connection: Connection, alert_id: UUID) -> Alert | None:
    query = select(alert).where(alert.c.id == alert_id, alert.c.ended_at.is_(None))
    row = connection.execute(query.with_for_update()).one_or_none()
    return _alert(row) if row else None


def see(connection: Connection, one: Alert, account_id: UUID, now: datetime) -> None:
    """Writes that a person acknowledged an alert at its present number."""
    values = {"at": now, "count": one.count}
    connection.execute(
        upsert(alert_seen)
        .values(service_id=NODE_SERVICE, alert_id=one.id, account_id=account_id, **values)
        .on_conflict_do_update(index_elements=["alert_id", "account_id"], set_=values)
    )


def wishes(connection: Connection, account_id: UUID) -> Wishes:
    """Where and of what a person wants to be told."""
    query = select(alert_wish).where(alert_wish.c.account_id == account_id)
    row = connection.execute(query).one_or_none()
    return Wishes(row.address, _kinds(row.muted)) if row else Wishes()


def write_wishes(connection: Connection, account_id: UUID, wanted: Wishes) -> None:
    values = {"address": wanted.address, "muted": sorted(kind.value for kind in wanted.muted)}
    connection.execute(
        upsert(alert_wish)
        .values(service_id=NODE_SERVICE, account_id=account_id, **values)
        .on_conflict_do_update(index_elements=["account_id"], set_=values)
    )


def listeners(connection: Connection) -> list[Listener]:
    """Everybody who has an account and gave an address, by name."""
    rows = connection.execute(select(alert_wish).where(alert_wish.c.address != ""))
    given = {row.account_id: Wishes(row.address, _kinds(row.muted)) for row in rows}
    return [
        Listener(one.id, one.name, one.permissions, given[one.id])
        for one in accounts.accounts(connection)
        if one.id in given and one.disabled_at is None
    ]


def address_of(connection: Connection, account_id: UUID) -> str:
    """Where this person is told; empty if they want no mail, or have no account any more."""
    query = (
        select(alert_wish.c.address)
        .join(account, account.c.id == alert_wish.c.account_id)
        .where(account.c.id == account_id, account.c.disabled_at.is_(None))
    )
    return connection.execute(query).scalar_one_or_none() or ""


def told(connection: Connection, account_id: UUID, since: datetime) -> dict[Kind, datetime]:
    """When this person was last told of each kind, in messages made after `since`."""
    query = (
        select(alert_mail.c.told, alert_mail.c.made_at)
        .where(alert_mail.c.account_id == account_id, alert_mail.c.made_at > since)
        .order_by(alert_mail.c.made_at)
    )
    found: dict[Kind, datetime] = {}
    for row in connection.execute(query):
        found |= dict.fromkeys(_kinds(row.told), row.made_at)
    return found


def add_mail(connection: Connection, one: Mail) -> None:
    connection.execute(insert(alert_mail).values(service_id=NODE_SERVICE, **_values(one)))


def find_mail(connection: Connection, mail_id: UUID, *, locked: bool = False) -> Mail | None:
    """One message; `locked` until the transaction ends."""
    query = select(alert_mail).where(alert_mail.c.id == mail_id)
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    return _mail(row) if row else None


def save_mail(connection: Connection, one: Mail) -> None:
    changed = update(alert_mail).where(alert_mail.c.id == one.id)
    connection.execute(changed.values(_values(one)))


def unsent(connection: Connection, since: datetime) -> tuple[int, datetime | None]:
    """Messages made after `since` that failed, or failed at least once so far; and the first's."""
    troubled = (alert_mail.c.state == MailState.FAILED.value) | (
        (alert_mail.c.state == MailState.WAITING.value) & (alert_mail.c.tries > 0)
    )
    query = select(func.count(), func.min(alert_mail.c.made_at))
    row = connection.execute(query.where(alert_mail.c.made_at > since, troubled)).one()
    return row[0], row[1]


def last_mail(connection: Connection, account_id: UUID) -> Mail | None:
    """The latest message to a person."""
    query = select(alert_mail).where(alert_mail.c.account_id == account_id)
    ordered = query.order_by(alert_mail.c.made_at.desc()).limit(1)
    row = connection.execute(ordered).one_or_none()
    return _mail(row) if row else None


def forget(connection: Connection, before: datetime) -> int:
    """Deletes alerts that ended, and messages made, before `before`; how many."""
    old = select(alert.c.id).where(alert.c.ended_at < before)
    connection.execute(delete(alert_seen).where(alert_seen.c.alert_id.in_(old)))
    gone = connection.execute(delete(alert).where(alert.c.ended_at < before)).rowcount
    finished = alert_mail.c.state != MailState.WAITING.value
    mails = delete(alert_mail).where(alert_mail.c.made_at < before, finished)
    return gone + connection.execute(mails).rowcount


def _kinds(names: Iterable[str]) -> frozenset[Kind]:
    """Those of these names that are kinds today."""
    return frozenset(Kind(name) for name in names if name in _KINDS)


def _alert(row: Row[Any]) -> Alert:
    values = row._mapping  # noqa: SLF001 - a row has a method named `count`
    return Alert(row.id, Kind(row.kind), values["count"], row.since, row.raised_at)


def _values(one: Mail) -> dict[str, object]:
    values = {name: getattr(one, name) for name in Mail.__dataclass_fields__}
    return {**values, "state": one.state.value}


def _mail(row: Row[Any]) -> Mail:
    values = {name: getattr(row, name) for name in Mail.__dataclass_fields__}
    return Mail(**{**values, "state": MailState(row.state)})
