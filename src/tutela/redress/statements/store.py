"""Statements of reasons: all their SQL."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.casework.children import AccountAction
from tutela.casework.model import ActionKind
from tutela.casework.tables import action, case_item, decision, hold
from tutela.detection.tables import activation, detection, item
from tutela.law.model import Finding
from tutela.redress.statements import store_causes, store_subject
from tutela.redress.statements.model import (
    Content,
    Facts,
    Kind,
    Put,
    Restriction,
    State,
    Statement,
)
from tutela.redress.statements.store_withholding import holds
from tutela.redress.statements.tables import statement, statement_telling, withholding

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Row, Select

# The decision that another reverses, where it still says that the account is to be closed.
_closing = decision.alias("closing")
COLUMNS = [statement.c[name] for name in Statement.__dataclass_fields__]


def lock_item(connection: Connection, item_id: UUID) -> None:
    """Makes two works about the statements of one item take turns."""
    query = select(item.c.id).where(item.c.id == item_id).with_for_update(key_share=True)
    connection.execute(query)


def unsaid(connection: Connection, item_id: UUID) -> list[Restriction]:
    """What the platform was asked to do with an item since its last statement, and has none of its
    own; oldest first.
    """
    last = select(func.max(statement.c.restricted_at)).where(statement.c.item_id == item_id)
    said = connection.execute(last).scalar_one()
    own = select(statement.c.id).where(statement.c.action_id == action.c.id)
    query = _restrictions().where(action.c.item_id == item_id, ~own.exists())
    if said is not None:
        query = query.where(action.c.requested_at >= said)
    rows = connection.execute(query.order_by(action.c.requested_at, action.c.id))
    return [_restriction(connection, row) for row in rows.all()]


def _restrictions() -> Select[Any]:
    first = (
        select(detection.c.item_id, detection.c.profile)
        .add_columns(activation.c.legal_basis, activation.c.terms_clause)
        .join(activation, activation.c.id == detection.c.activation_id)
        .where(detection.c.item_id == action.c.item_id)
        .order_by(detection.c.holds.desc(), detection.c.id)
        .limit(1)
        .lateral("first")
    )
    clock = (
        select(hold.c.due_at)
        .where(hold.c.item_id == action.c.item_id, hold.c.started_at <= action.c.requested_at)
        .order_by(hold.c.started_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(action, item.c.account_ref, item.c.external_id, item.c.language, item.c.media_type)
        .add_columns(item.c.sha256, item.c.signals, item.c.received_at, case_item.c.case_id)
        .add_columns(case_item.c.circumstance, case_item.c.childs_account)
        .add_columns(decision.c.finding, decision.c.account_action, clock.label("looked_by"))
        .add_columns(_closing.c.id.label("closing_id"))
        .add_columns(first.c.profile, first.c.legal_basis, first.c.terms_clause)
        .join(item, item.c.id == action.c.item_id)
        .join(case_item, case_item.c.item_id == action.c.item_id)
        .outerjoin(decision, decision.c.id == action.c.decision_id)
        .outerjoin(
            _closing,
            (_closing.c.id == decision.c.reverses_id)
            & (_closing.c.account_action == AccountAction.BAN.value)
            & _closing.c.account_lifted_at.is_(None),
        )
        .join(first, first.c.item_id == action.c.item_id)
    )


def add(connection: Connection, one: Statement, restricted_at: datetime) -> bool:
    """Writes a statement; False if its restriction, or its end, has one already."""
    values = {column.name: getattr(one, column.name) for column in COLUMNS}
    written = connection.execute(
        upsert(statement)
        .values({**values, "facts": one.facts.to_json(), "restricted_at": restricted_at})
        .on_conflict_do_nothing()
        .returning(statement.c.id)
    )
    return written.one_or_none() is not None


def save(connection: Connection, statement_id: UUID, **values: object) -> None:
    """Writes what changed of a statement whose subject the caller has locked."""
    connection.execute(update(statement).where(statement.c.id == statement_id).values(**values))


def in_force(connection: Connection, item_id: UUID) -> list[Statement]:
    """The statements about an item whose restriction nothing has ended, oldest first."""
    query = (
        select(*COLUMNS)
        .where(
            statement.c.item_id == item_id,
            statement.c.ended_at.is_(None),
            statement.c.kind != Kind.ENDED.value,
        )
        .order_by(statement.c.restricted_at, statement.c.id)
    )
    return [statement_of(row) for row in connection.execute(query)]


def find(connection: Connection, statement_id: UUID) -> Statement | None:
    query = select(*COLUMNS).where(statement.c.id == statement_id)
    row = connection.execute(query).one_or_none()
    return statement_of(row) if row else None


def of_takedown(connection: Connection, takedown_id: UUID) -> Statement:
    """What its user was told, or is to be told, of what was removed after a notice."""
    about = (statement.c.takedown_id == takedown_id, statement.c.kind == Kind.REMOVAL.value)
    return statement_of(connection.execute(select(*COLUMNS).where(*about)).one())


def restriction_of(connection: Connection, action_id: UUID) -> Restriction:
    """What a statement about an item rests on, as it is known now."""
    row = connection.execute(_restrictions().where(action.c.id == action_id)).one()
    return _restriction(connection, row)


def put_there(connection: Connection, item_id: UUID) -> Put:
    """What kind of thing an item is, and when it came."""
    columns = (item.c.media_type, item.c.sha256, item.c.signals, item.c.received_at)
    query: Select[Any] = select(*columns).where(item.c.id == item_id)
    row = connection.execute(query).one()
    return Put(content_of(row), row.received_at)


def ended_by(connection: Connection, statement_id: UUID) -> list[UUID]:
    """The statements whose restriction this one ended, oldest first."""
    query = select(statement.c.id).where(statement.c.ended_by_id == statement_id)
    return list(connection.execute(query.order_by(statement.c.restricted_at)).scalars())


def waiting(connection: Connection, limit: int) -> list[UUID]:
    """The statements that may leave now, oldest first: those whose letter the guard refused, and
    those that nothing holds back any more.
    """
    still = select(withholding.c.id).where(
        withholding.c.ended_at.is_(None),
        holds(statement.c.service_id, store_subject.ACCOUNT, statement.c.case_id),
    )
    query = (
        store_subject.joined(select(statement.c.id))
        .where(
            (statement.c.state == State.UNFIT.value)
            | ((statement.c.state == State.HELD_BACK.value) & ~still.exists())
        )
        .order_by(statement.c.restricted_at, statement.c.id)
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


def unfit(connection: Connection) -> tuple[int, datetime | None]:
    """How many letters the guard refused, and since when the first waits."""
    query = select(func.count(), func.min(statement.c.made_at))
    row = connection.execute(query.where(statement.c.state == State.UNFIT.value)).one()
    return row[0], row[1]


def add_telling(connection: Connection, values: dict[str, object]) -> None:
    connection.execute(insert(statement_telling).values(values))


def _restriction(connection: Connection, row: Row[Any]) -> Restriction:
    """What a row tells, with what led to it."""
    one = Restriction(
        action_id=row.id,
        action=ActionKind(row.kind),
        decision_id=row.decision_id,
        at=row.requested_at,
        service_id=row.service_id,
        item_id=row.item_id,
        case_id=row.case_id,
        account_ref=row.account_ref,
        external_id=row.external_id,
        language=row.language,
        content=content_of(row),
        put_at=row.received_at,
        finding=Finding(row.finding) if row.finding else None,
        closes_account=row.account_action == AccountAction.BAN.value,
        reopens_account=row.closing_id is not None,
        circumstance=row.circumstance if row.childs_account else "",
        looked_by=row.looked_by,
        causes=(),
        profile=row.profile,
        legal_basis=row.legal_basis,
        terms_clause=row.terms_clause,
    )
    return replace(one, causes=store_causes.of(connection, one))


def content_of(row: Row[Any]) -> Content:
    """What kind of thing an item's row is about."""
    family = row.media_type.partition("/")[0]
    known = {"image": Content.PICTURE, "video": Content.FILM}
    if family in known:
        return known[family]
    only_address = row.signals.get("url") and not row.sha256
    return Content.ADDRESS if only_address else Content.FILE


def statement_of(row: Row[Any]) -> Statement:
    """The statement in a row that has its columns, and maybe others."""
    values = {column.name: row._mapping[column.name] for column in COLUMNS}  # noqa: SLF001
    return Statement(
        **values
        | {
            "kind": Kind(values["kind"]),
            "state": State(values["state"]),
            "facts": Facts.from_json(values["facts"]),
        }
    )
