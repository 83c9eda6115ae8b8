"""When users are told of reports, whom and what: the SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import case, select, update
from sqlalchemy.dialects.postgresql import insert

from tutela.casework.children import gravest
from tutela.casework.tables import case_item
from tutela.detection.tables import item
from tutela.redress.informing.model import Reader, State, UserNotice
from tutela.redress.informing.tables import user_notice
from tutela.redress.statements import store as statements
from tutela.redress.statements import store_causes
from tutela.redress.statements.store_withholding import holds
from tutela.redress.statements.tables import withholding
from tutela.reporting.centre.model import Finding, WordKind
from tutela.reporting.centre.tables import centre_word
from tutela.reporting.tables import report, report_item

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from sqlalchemy import Connection, Row

    from tutela.redress.statements.model import Content, Trigger

MOST_NAMED: Final = 500  # items of a report of which the letter tells how they were found
_NOTICE = [user_notice.c[name] for name in UserNotice.__dataclass_fields__]
_OPEN = (State.WAITING.value, State.HELD.value)


def find(connection: Connection, report_id: UUID, *, locked: bool = False) -> UserNotice | None:
    query = select(*_NOTICE).where(user_notice.c.report_id == report_id)
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    return UserNotice(**{**row._mapping, "state": State(row.state)}) if row else None  # noqa: SLF001


def add(connection: Connection, **values: object) -> bool:
    """Writes that somebody is to be told of a report; False where that is written already."""
    made = insert(user_notice).values(**values).on_conflict_do_nothing()
    written = connection.execute(made.returning(user_notice.c.report_id))
    return written.one_or_none() is not None


def save(connection: Connection, report_id: UUID, **values: object) -> None:
    change = update(user_notice).where(user_notice.c.report_id == report_id)
    connection.execute(change.values(**values))


def due(connection: Connection, now: datetime, limit: int) -> list[UUID]:
    """Reports whose users are to be told now, and about whom nothing holds statements back."""
    account = case((report.c.subject_kind == "account", report.c.subject_ref), else_="")
    running = select(withholding.c.id).where(
        withholding.c.ended_at.is_(None), holds(report.c.service_id, account, report.c.case_id)
    )
    query = (
        select(user_notice.c.report_id)
        .join(report, report.c.id == user_notice.c.report_id)
        .where(user_notice.c.state.in_(_OPEN), user_notice.c.due_at <= now, ~running.exists())
        .order_by(user_notice.c.due_at, user_notice.c.report_id)
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


def items(connection: Connection, report_id: UUID) -> list[Row[Any]]:
    """What was reported, as it was put there, the first first."""
    query = (
        select(item.c.id, item.c.external_id, item.c.account_ref, item.c.language)
        .add_columns(item.c.media_type, item.c.sha256, item.c.signals, item.c.received_at)
        .add_columns(case_item.c.case_id, case_item.c.circumstance, case_item.c.childs_account)
        .select_from(report_item)
        .join(item, item.c.id == report_item.c.item_id)
        .outerjoin(case_item, case_item.c.item_id == item.c.id)
        .where(report_item.c.report_id == report_id, report_item.c.role == "reported")
        .order_by(item.c.received_at, item.c.id)
        .limit(MOST_NAMED)
    )
    return list(connection.execute(query))


def reader(rows: Sequence[Row[Any]]) -> Reader:
    """Whom to tell. Pure."""
    return Reader(
        case_id=next((row.case_id for row in rows if row.case_id), None),
        account_ref=next((row.account_ref for row in rows if row.account_ref), ""),
        external_ids=tuple(row.external_id for row in rows if row.external_id),
        language=next((row.language for row in reversed(rows) if row.language), ""),
    )


def contents(rows: Sequence[Row[Any]]) -> tuple[Content, ...]:
    """What kinds of things they are, each once. Pure."""
    return tuple(dict.fromkeys(statements.content_of(row) for row in rows))


def circumstance(rows: Sequence[Row[Any]]) -> str:
    """How a child came to put it there, the gravest way; empty where no child did. Pure."""
    found = gravest(row.circumstance for row in rows if row.childs_account)
    return found.value if found else ""


def triggers(
    connection: Connection, rows: Sequence[Row[Any]], service_id: str, before: datetime
) -> tuple[Trigger, ...]:
    """How the service became aware of what it reported, each once."""
    found = (
        trigger
        for row in rows
        for trigger in store_causes.led(
            connection, row.id, service_id, row.external_id, before=before
        )
    )
    return tuple(dict.fromkeys(found))


def said(connection: Connection, report_id: UUID) -> tuple[bool, int, int]:
    """Whether the Centre found a report unfounded, and of how many items an authority found that
    they are, and are not, abuse material.
    """
    query = select(centre_word.c.kind, centre_word.c.finding, centre_word.c.item_id)
    rows = connection.execute(query.where(centre_word.c.report_id == report_id)).all()
    found = {
        each: len({row.item_id for row in rows if row.finding == each.value})
        for each in (Finding.CONFIRMED, Finding.NOT_ABUSE)
    }
    unfounded = any(row.kind == WordKind.UNFOUNDED.value for row in rows)
    return unfounded, found[Finding.CONFIRMED], found[Finding.NOT_ABUSE]
