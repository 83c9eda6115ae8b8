"""Statements of reasons for whoever reads them: with whose they are, and how they were told."""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, exists, func, select

from tutela.platform.database.arrays import any_id
from tutela.platform.webhooks.model import DeliveryState
from tutela.platform.webhooks.tables import webhook_delivery
from tutela.redress.notices.tables import notice
from tutela.redress.statements.model import MailState, State, Telling, Told, Way
from tutela.redress.statements.store import COLUMNS, statement_of
from tutela.redress.statements.store_subject import ACCOUNT, EXTERNAL_ID, joined
from tutela.redress.statements.tables import (
    statement,
    statement_mail,
    statement_telling,
    takedown,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Row, ScalarSelect, Select


class Which(StrEnum):
    """Which statements a list shows."""

    ALL = "all"
    UNTOLD = "untold"  # issued, and no way has its receipt
    UNDELIVERED = "undelivered"  # the same, and a letter by e-mail failed or bounced
    HELD_BACK = "held-back"
    UNFIT = "unfit"
    UNREACHABLE = "unreachable"


def statements(connection: Connection, which: Which, limit: int) -> list[Told]:
    """The latest of those meant, the latest first."""
    newest = (statement.c.made_at.desc(), statement.c.id.desc())
    query = _query().where(_WHICH[which]).order_by(*newest).limit(limit)
    return _told(connection, connection.execute(query))


def of_case(connection: Connection, case_id: UUID, limit: int) -> list[Told]:
    """The latest statements of a case, oldest first."""
    newest = (statement.c.made_at.desc(), statement.c.id.desc())
    query = _query().where(statement.c.case_id == case_id).order_by(*newest).limit(limit)
    return _told(connection, connection.execute(query))[::-1]


def of_notice(connection: Connection, notice_id: UUID, limit: int) -> list[Told]:
    """The first statements about what was removed after a notice, oldest first; their ends too."""
    head = select(func.coalesce(notice.c.joined_id, notice.c.id)).where(notice.c.id == notice_id)
    query = _query().where(takedown.c.notice_id == head.scalar_subquery())
    oldest = query.order_by(statement.c.made_at, statement.c.id).limit(limit)
    return _told(connection, connection.execute(oldest))


def find(connection: Connection, statement_id: UUID) -> Told | None:
    found = _told(connection, connection.execute(_query().where(statement.c.id == statement_id)))
    return found[0] if found else None


def confirmed() -> ColumnElement[bool]:
    """Whether any message about a statement has its receipt, as `Telling.received_at` has it."""
    received = (webhook_delivery.c.state == DeliveryState.DELIVERED.value) | (
        statement_mail.c.state == MailState.SENT.value
    )
    return exists(
        _with_receipts(select(statement_telling.c.id)).where(
            statement_telling.c.statement_id == statement.c.id, received
        )
    )


def received_at() -> ScalarSelect[Any]:
    """When the first message about a statement was received, as `Told.received_at` has it."""
    at = case(
        (webhook_delivery.c.state == DeliveryState.DELIVERED.value, webhook_delivery.c.finished_at),
        (statement_mail.c.state == MailState.SENT.value, statement_mail.c.finished_at),
    )
    first = _with_receipts(select(func.min(at)))
    return first.where(statement_telling.c.statement_id == statement.c.id).scalar_subquery()


def _with_receipts(query: Select[Any]) -> Select[Any]:
    delivered = webhook_delivery.c.id == statement_telling.c.delivery_id
    mailed = statement_mail.c.id == statement_telling.c.mail_id
    return (
        query.select_from(statement_telling)
        .outerjoin(webhook_delivery, delivered)
        .outerjoin(statement_mail, mailed)
    )


def _lost() -> ColumnElement[bool]:
    """Whether a letter by e-mail did not arrive, and nobody said that it need not."""
    return exists(
        select(statement_mail.c.id).where(
            statement_mail.c.statement_id == statement.c.id,
            statement_mail.c.state.in_([MailState.FAILED.value, MailState.BOUNCED.value]),
        )
    )


_WHICH: Mapping[Which, ColumnElement[bool]] = {
    Which.ALL: statement.c.id.is_not(None),
    Which.UNTOLD: (statement.c.state == State.ISSUED.value) & ~confirmed(),
    Which.UNDELIVERED: _lost() & ~confirmed() & statement.c.erased_at.is_(None),
    Which.HELD_BACK: statement.c.state == State.HELD_BACK.value,
    Which.UNFIT: statement.c.state == State.UNFIT.value,
    Which.UNREACHABLE: statement.c.state == State.UNREACHABLE.value,
}


def _query() -> Select[Any]:
    whose = (ACCOUNT.label("account_ref"), EXTERNAL_ID.label("external_id"))
    return joined(select(*COLUMNS, *whose, takedown.c.notice_id))


def _told(connection: Connection, rows: Iterable[Row[Any]]) -> list[Told]:
    found = list(rows)
    tellings = _tellings(connection, [row.id for row in found])
    return [_of(row, tellings[row.id]) for row in found]


def _of(row: Row[Any], tellings: list[Telling]) -> Told:
    """Of one that was erased it is not said any more whose it was."""
    account, external = ("", "") if row.erased_at else (row.account_ref, row.external_id)
    return Told(statement_of(row), account, external, tuple(tellings), row.notice_id)


def _tellings(connection: Connection, statement_ids: list[UUID]) -> dict[UUID, list[Telling]]:
    """Every message about these statements, oldest first."""
    query = (
        _with_receipts(select(statement_telling))
        .add_columns(webhook_delivery.c.state, webhook_delivery.c.finished_at)
        .add_columns(statement_mail.c.state.label("mailed"), statement_mail.c.last_error)
        .add_columns(statement_mail.c.finished_at.label("mailed_at"))
        .where(statement_telling.c.statement_id == any_id(statement_ids))
        .order_by(statement_telling.c.sent_at, statement_telling.c.id)
    )
    found: dict[UUID, list[Telling]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.statement_id].append(_telling(row))
    return found


def _telling(row: Row[Any]) -> Telling:
    if row.mail_id:
        return _by_mail(row)
    delivered = row.state == DeliveryState.DELIVERED.value
    return Telling(
        id=row.id,
        statement_id=row.statement_id,
        way=Way(row.way),
        sent_at=row.sent_at,
        by_name=row.by_name,
        state=row.state,
        received_at=row.finished_at if delivered else None,
    )


def _by_mail(row: Row[Any]) -> Telling:
    return Telling(
        id=row.id,
        statement_id=row.statement_id,
        way=Way(row.way),
        sent_at=row.sent_at,
        by_name=row.by_name,
        state=row.mailed,
        received_at=row.mailed_at if row.mailed == MailState.SENT.value else None,
        problem=row.last_error,
        mail_id=row.mail_id,
    )
