"""Counting what parties gave, and what of it was misuse: all its SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, literal, null, select

from tutela.casework.machine import ItemState
from tutela.casework.model import DecisionState
from tutela.casework.tables import case_item, decision
from tutela.detection.tables import item
from tutela.law.model import Finding
from tutela.platform.accounts.tables import api_key
from tutela.redress.complaints.tables import complaint
from tutela.redress.misuse.model import Count, Kind, Party
from tutela.redress.notices.tables import flagger, notice

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Row, Select, Subquery

_WHO = ("service_id", "key_id", "account")


def counts(
    connection: Connection, kind: Kind, since: datetime, party: Party | None = None
) -> list[Count]:
    """Everybody with misuse that was decided since then, or one party; the most first.

    What was given counts by the day of its decision: nobody can say of what waits how it was.
    """
    base = _BASES[kind](since).subquery()
    misused = func.count().filter(base.c.misused)
    query: Select[Any] = select(
        *(base.c[name] for name in _WHO),
        func.count().label("given"),
        misused.label("number"),
        func.count().filter(base.c.misused, base.c.danger).label("danger"),
        func.min(base.c.at).filter(base.c.misused).label("first_at"),
        func.max(base.c.at).filter(base.c.misused).label("last_at"),
        func.array_agg(base.c.sort).filter(base.c.misused).label("sorts"),
    ).group_by(*(base.c[name] for name in _WHO))
    if party is not None:
        query = query.where(*_is(base, party))
    ordered = query.having(misused > 0).order_by(misused.desc(), *(base.c[name] for name in _WHO))
    return [_count(kind, row) for row in connection.execute(ordered)]


def after(connection: Connection, kind: Kind, party: Party, since: datetime) -> int:
    """How much misuse of a party came in after an instant; when it was decided does not matter."""
    base = _BASES[kind](since).subquery()
    query = select(func.count()).select_from(base)
    counted = query.where(*_is(base, party), base.c.misused, base.c.came > since)
    return connection.execute(counted).scalar_one()


def latest(connection: Connection, party: Party, since: datetime) -> tuple[UUID, UUID] | None:
    """The last item of an account that came in after an instant and that people confirmed, and its
    case.
    """
    base = _content(since).subquery()
    query = (
        select(base.c.item_id, base.c.case_id)
        .where(*_is(base, party), base.c.came > since)
        .order_by(base.c.came.desc(), base.c.item_id)
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return (row.item_id, row.case_id) if row else None


def _is(base: Subquery, party: Party) -> tuple[ColumnElement[bool], ...]:
    return (
        base.c.service_id == party.service_id,
        base.c.key_id.is_not_distinct_from(party.key_id),
        base.c.account == party.account,
    )


def names(connection: Connection) -> dict[UUID, str]:
    """What the keys that give notice are called: by the flagger whose they are, or their label."""
    query = select(api_key.c.id, api_key.c.label, func.max(flagger.c.name).label("name"))
    query = query.outerjoin(flagger, flagger.c.key_id == api_key.c.id).group_by(api_key.c.id)
    return {row.id: row.name or row.label for row in connection.execute(query)}


def _notices(since: datetime) -> Select[Any]:
    return select(
        notice.c.service_id,
        notice.c.key_id,
        literal("").label("account"),
        notice.c.unfounded.label("misused"),
        notice.c.danger,
        notice.c.kind.label("sort"),
        notice.c.decided_at.label("at"),
        notice.c.received_at.label("came"),
    ).where(notice.c.key_id.is_not(None), notice.c.decided_at > since)


def _complaints(since: datetime) -> Select[Any]:
    """By the account whose item it is, or by the key that gave the notice."""
    account = func.coalesce(item.c.account_ref, "")
    return (
        select(
            complaint.c.service_id,
            notice.c.key_id,
            account.label("account"),
            complaint.c.unfounded.label("misused"),
            literal(value=False).label("danger"),
            complaint.c.whose.label("sort"),
            complaint.c.decided_at.label("at"),
            complaint.c.received_at.label("came"),
        )
        .outerjoin(notice, notice.c.id == complaint.c.notice_id)
        .outerjoin(item, item.c.id == complaint.c.item_id)
        .where(complaint.c.decided_at > since, (account != "") | notice.c.key_id.is_not(None))
    )


def _content(since: datetime) -> Select[Any]:
    """Items that people confirmed; what is in doubt, or was taken back, is no misuse."""
    return (
        select(
            item.c.service_id,
            null().cast(api_key.c.id.type).label("key_id"),
            item.c.account_ref.label("account"),
            literal(value=True).label("misused"),
            literal(value=False).label("danger"),
            decision.c.label.label("sort"),
            decision.c.decided_at.label("at"),
            item.c.received_at.label("came"),
            case_item.c.item_id,
            case_item.c.case_id,
        )
        .join(case_item, case_item.c.item_id == item.c.id)
        .join(decision, decision.c.item_id == item.c.id)
        .where(
            item.c.account_ref != "",
            case_item.c.state == ItemState.CONFIRMED.value,
            ~case_item.c.said_childs,
            decision.c.finding == Finding.CONFIRMED.value,
            decision.c.state == DecisionState.FINAL.value,
            decision.c.decided_at > since,
        )
    )


_BASES: dict[Kind, Callable[[datetime], Select[Any]]] = {
    Kind.NOTICES: _notices,
    Kind.COMPLAINTS: _complaints,
    Kind.CONTENT: _content,
}


def _count(kind: Kind, row: Row[Any]) -> Count:
    sorts: dict[str, int] = {}
    for one in row.sorts:
        sorts[one] = sorts.get(one, 0) + 1
    return Count(
        kind=kind,
        party=Party(row.service_id, row.key_id, row.account),
        misused=row.number,
        given=None if kind is Kind.CONTENT else row.given,
        danger=row.danger,
        first_at=row.first_at,
        last_at=row.last_at,
        sorts=dict(sorted(sorts.items())),
    )
