"""Statements of reasons for whoever reads them: with whose they are, and how they were told."""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, select

from tutela.detection.tables import item
from tutela.platform.database.arrays import any_id
from tutela.platform.webhooks.model import DeliveryState
from tutela.platform.webhooks.tables import webhook_delivery
from tutela.redress.statements.model import State, Telling, Told, Way
from tutela.redress.statements.store import COLUMNS, statement_of
from tutela.redress.statements.tables import statement, statement_telling

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Row, Select


class Which(StrEnum):
    """Which statements a list shows."""

    ALL = "all"
    UNTOLD = "untold"  # issued, and the platform has not confirmed that it has the letter
    HELD_BACK = "held-back"
    UNFIT = "unfit"
    UNREACHABLE = "unreachable"


def statements(connection: Connection, which: Which, limit: int) -> list[Told]:
    """The latest of those meant, the latest first."""
    newest = (statement.c.made_at.desc(), statement.c.id.desc())
    query = _query().where(_WHICH[which]).order_by(*newest).limit(limit)
    return _told(connection, connection.execute(query))


def of_case(connection: Connection, case_id: UUID, limit: int) -> list[Told]:
    """The latest statements about the items of a case, oldest first."""
    newest = (statement.c.made_at.desc(), statement.c.id.desc())
    query = _query().where(statement.c.case_id == case_id).order_by(*newest).limit(limit)
    return _told(connection, connection.execute(query))[::-1]


def find(connection: Connection, statement_id: UUID) -> Told | None:
    found = _told(connection, connection.execute(_query().where(statement.c.id == statement_id)))
    return found[0] if found else None


def _confirmed() -> ColumnElement[bool]:
    """Whether the platform has confirmed any message about a statement."""
    return exists(
        select(statement_telling.c.id)
        .join(webhook_delivery, webhook_delivery.c.id == statement_telling.c.delivery_id)
        .where(
            statement_telling.c.statement_id == statement.c.id,
            webhook_delivery.c.state == DeliveryState.DELIVERED.value,
        )
    )


_WHICH: Mapping[Which, ColumnElement[bool]] = {
    Which.ALL: statement.c.id.is_not(None),
    Which.UNTOLD: (statement.c.state == State.ISSUED.value) & ~_confirmed(),
    Which.HELD_BACK: statement.c.state == State.HELD_BACK.value,
    Which.UNFIT: statement.c.state == State.UNFIT.value,
    Which.UNREACHABLE: statement.c.state == State.UNREACHABLE.value,
}


def _query() -> Select[Any]:
    return select(*COLUMNS, item.c.account_ref, item.c.external_id).join(
        item, item.c.id == statement.c.item_id
    )


def _told(connection: Connection, rows: Iterable[Row[Any]]) -> list[Told]:
    found = list(rows)
    tellings = _tellings(connection, [row.id for row in found])
    return [
        Told(statement_of(row), row.account_ref, row.external_id, tuple(tellings[row.id]))
        for row in found
    ]


def _tellings(connection: Connection, statement_ids: list[UUID]) -> dict[UUID, list[Telling]]:
    """Every message about these statements, oldest first."""
    query = (
        select(statement_telling, webhook_delivery.c.state, webhook_delivery.c.finished_at)
        .join(webhook_delivery, webhook_delivery.c.id == statement_telling.c.delivery_id)
        .where(statement_telling.c.statement_id == any_id(statement_ids))
        .order_by(statement_telling.c.sent_at, statement_telling.c.id)
    )
    found: dict[UUID, list[Telling]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.statement_id].append(_telling(row))
    return found


def _telling(row: Row[Any]) -> Telling:
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
