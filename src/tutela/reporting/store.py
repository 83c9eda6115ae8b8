"""Reports, their items, receipts and outcomes: the statements that read, change or lock them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import (
    Column,
    Uuid,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.casework.store import waits
from tutela.casework.tables import case_item
from tutela.reporting.machine import ReportState
from tutela.reporting.model import ReportKind
from tutela.reporting.records import ItemRow, ReportRow
from tutela.reporting.tables import (
    recipient,
    report,
    report_item,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Row

REPORTED, CORRECTED = "reported", "corrected"
_COLUMNS = [report.c[name] for name in ReportRow.__dataclass_fields__]
_ITEM = [report_item.c[name] for name in ItemRow.__dataclass_fields__]
# What a report is about; what was filed stays so, also once a correction opened the event again.
_TOLD = or_(
    report_item.c.released_at.is_(None),
    report.c.filed_at.is_not(None) & (report_item.c.released_at >= report.c.filed_at),
)
_DROPPED = [ReportState.CANCELLED.value, ReportState.RETRACTED.value]
_OVER = [state.value for state in ReportState if state.over]
# Not parameters: a prepared statement finds a partial index by constants only.
_DRAFTING = (report.c.state == literal_column("'draft'")) & (
    report.c.kind != literal_column("'correction'")
)
_HOLDING = report_item.c.released_at.is_(None) & (
    report_item.c.role == literal_column("'reported'")
)


def find(connection: Connection, report_id: UUID, *, locked: bool = False) -> ReportRow | None:
    """One report; `locked` until the transaction ends."""
    query = select(*_COLUMNS).where(report.c.id == report_id)
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    return _report(row) if row else None


def reports(
    connection: Connection,
    *,
    states: Collection[ReportState] = (),
    case_id: UUID | None = None,
    limit: int,
) -> list[ReportRow]:
    """Reports, urgent ones first, then the newest; only those in `states` where some are given."""
    query = select(*_COLUMNS).order_by(
        report.c.urgent.desc(), report.c.opened_at.desc(), report.c.id.desc()
    )
    if states:
        query = query.where(report.c.state.in_([state.value for state in states]))
    if case_id is not None:
        of_case = (
            select(report_item.c.report_id)
            .join(case_item, case_item.c.item_id == report_item.c.item_id)
            .where(case_item.c.case_id == case_id)
        )
        query = query.where(or_(report.c.case_id == case_id, report.c.id.in_(of_case)))
    return [_report(row) for row in connection.execute(query.limit(limit))]


def open_draft(connection: Connection, values: dict[str, object]) -> bool:
    """Writes a draft; False if this recipient has one of this subject already."""
    statement = (
        upsert(report)
        .values(**values)
        .on_conflict_do_nothing(
            index_elements=["recipient_id", "subject_kind", "subject_ref"], index_where=_DRAFTING
        )
        .returning(report.c.id)
    )
    return connection.execute(statement).one_or_none() is not None


def add(connection: Connection, values: dict[str, object]) -> None:
    """Writes a report that no index limits: a correction."""
    connection.execute(insert(report).values(**values))


def draft_of(
    connection: Connection, recipient_id: UUID, subject: tuple[str, str]
) -> ReportRow | None:
    """The draft of a subject for a recipient, locked."""
    row = connection.execute(
        select(*_COLUMNS)
        .where(report.c.recipient_id == recipient_id, _DRAFTING, *_about(subject))
        .with_for_update()
    ).one_or_none()
    return _report(row) if row else None


def first_of(connection: Connection, recipient_id: UUID, subject: tuple[str, str]) -> UUID | None:
    """The first report of a subject that went, or is going, to a recipient."""
    dropped = [ReportState.DRAFT, ReportState.CANCELLED, ReportState.RETRACTED]
    return connection.execute(
        select(report.c.id)
        .where(
            report.c.recipient_id == recipient_id,
            report.c.kind != ReportKind.CORRECTION.value,
            report.c.state.not_in([state.value for state in dropped]),
            *_about(subject),
        )
        .order_by(report.c.opened_at, report.c.id)
        .limit(1)
    ).scalar_one_or_none()


def earlier(connection: Connection, row: ReportRow, before: datetime) -> list[ReportRow]:
    """What was filed before about the account of a report with its recipient, oldest first.

    Where no account is known, nothing: two items may be of two people.
    """
    if row.subject_kind != "account" or not row.subject_ref:
        return []
    rows = connection.execute(
        select(*_COLUMNS)
        .where(
            report.c.recipient_id == row.recipient_id,
            report.c.state == ReportState.FILED.value,
            report.c.kind != ReportKind.CORRECTION.value,
            report.c.filed_at <= before,
            report.c.id != row.id,
            *_about((row.subject_kind, row.subject_ref)),
        )
        .order_by(report.c.filed_at)
    )
    return [_report(one) for one in rows]


def keep_longer(connection: Connection, report_id: UUID, end: datetime) -> None:
    """Lets the clock of a report run at least until `end`: the limit of the newest of its items."""
    connection.execute(
        update(report)
        .where(report.c.id == report_id)
        .values(erase_at=func.greatest(report.c.erase_at, end))
    )


def save(connection: Connection, report_id: UUID, **values: object) -> None:
    """Writes what changed of a report that the caller has locked."""
    connection.execute(update(report).where(report.c.id == report_id).values(**values))


def content(connection: Connection, report_id: UUID) -> tuple[bytes | None, bytes | None]:
    """The sealed details and problems of a report."""
    row = connection.execute(
        select(report.c.details, report.c.problems).where(report.c.id == report_id)
    ).one()
    return row.details, row.problems


def add_item(
    connection: Connection, row: ItemRow, *, service_id: str, recipient_id: UUID, now: datetime
) -> bool:
    """Takes an event into a report; False if a report to this recipient has it already."""
    values = {column.name: getattr(row, column.name) for column in _ITEM}
    statement = (
        upsert(report_item)
        .values(**values, service_id=service_id, recipient_id=recipient_id, added_at=now)
        .on_conflict_do_nothing()
        .returning(report_item.c.item_id)
    )
    return connection.execute(statement).one_or_none() is not None


def retake_item(connection: Connection, report_id: UUID, item_id: UUID, event_key: str) -> bool:
    """Takes back into a report what was released from it, unless another report has the event."""
    other = report_item.alias()
    held = exists().where(
        other.c.recipient_id == report_item.c.recipient_id,
        other.c.event_key == event_key,
        other.c.released_at.is_(None),
        other.c.role == REPORTED,
    )
    done = connection.execute(
        update(report_item)
        .where(
            report_item.c.report_id == report_id,
            report_item.c.item_id == item_id,
            report_item.c.released_at.is_not(None),
            ~held,
        )
        .values(released_at=None)
    )
    return done.rowcount == 1


def items(connection: Connection, report_id: UUID) -> list[ItemRow]:
    """The items of a report that it is about, in the order of their ids."""
    rows = connection.execute(
        select(*_ITEM)
        .join(report, report.c.id == report_item.c.report_id)
        .where(report_item.c.report_id == report_id, _TOLD)
        .order_by(report_item.c.item_id)
    )
    return [ItemRow(**row._mapping) for row in rows]  # noqa: SLF001


def items_of_all(connection: Connection, report_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many items each of these reports is about."""
    rows = connection.execute(
        select(report_item.c.report_id, func.count().label("items"))
        .join(report, report.c.id == report_item.c.report_id)
        .where(report_item.c.report_id.in_(report_ids), _TOLD)
        .group_by(report_item.c.report_id)
    )
    return {row.report_id: row.items for row in rows}


def reports_with(connection: Connection, item_id: UUID) -> list[ReportRow]:
    """The reports that an item is part of, locked in the order of their ids."""
    rows = connection.execute(
        select(*_COLUMNS)
        .join(report_item, report_item.c.report_id == report.c.id)
        .where(report_item.c.item_id == item_id, _HOLDING)
        .order_by(report.c.id)
        .with_for_update(of=report)
    )
    return [_report(row) for row in rows]


def holder_of(connection: Connection, recipient_id: UUID, event_key: str) -> UUID | None:
    """The report to this recipient that has an event."""
    return connection.execute(
        select(report_item.c.report_id).where(
            report_item.c.recipient_id == recipient_id,
            report_item.c.event_key == event_key,
            _HOLDING,
        )
    ).scalar_one_or_none()


def corrections_of(connection: Connection, report_id: UUID, item_id: UUID) -> bool:
    """Whether a correction of this item of this report exists and was not dropped."""
    query = (
        select(report.c.id)
        .join(report_item, report_item.c.report_id == report.c.id)
        .where(
            report.c.follows_id == report_id,
            report.c.kind == ReportKind.CORRECTION.value,
            report.c.state.not_in(_DROPPED),
            report_item.c.item_id == item_id,
        )
    )
    return connection.execute(query).first() is not None


def set_attached(connection: Connection, report_id: UUID, item_id: UUID, *, attach: bool) -> bool:
    done = connection.execute(
        update(report_item)
        .where(
            report_item.c.report_id == report_id,
            report_item.c.item_id == item_id,
            report_item.c.released_at.is_(None),
        )
        .values(attach=attach)
    )
    return done.rowcount == 1


def release(
    connection: Connection, report_id: UUID, now: datetime, item_id: UUID | None = None
) -> int:
    """Frees a report's events, or one of them, to be reported again."""
    statement = (
        update(report_item)
        .where(report_item.c.report_id == report_id, report_item.c.released_at.is_(None))
        .values(released_at=now)
    )
    if item_id is not None:
        statement = statement.where(report_item.c.item_id == item_id)
    return connection.execute(statement).rowcount


def open_corrections(connection: Connection, report_id: UUID, item_id: UUID) -> list[ReportRow]:
    """The corrections of this item of this report that are not over, locked."""
    rows = connection.execute(
        select(*_COLUMNS)
        .join(report_item, report_item.c.report_id == report.c.id)
        .where(
            report.c.follows_id == report_id,
            report.c.kind == ReportKind.CORRECTION.value,
            report.c.state.not_in(_OVER),
            report_item.c.item_id == item_id,
        )
        .with_for_update(of=report)
    )
    return [_report(row) for row in rows]


def followers(connection: Connection, report_id: UUID) -> list[ReportRow]:
    """The supplements and corrections that name a report."""
    rows = connection.execute(
        select(*_COLUMNS).where(report.c.follows_id == report_id).order_by(report.c.opened_at)
    )
    return [_report(row) for row in rows]


def items_ever(connection: Connection, report_id: UUID) -> list[ItemRow]:
    """The items that a report was ever about, those released from it too."""
    rows = connection.execute(
        select(*_ITEM).where(report_item.c.report_id == report_id).order_by(report_item.c.item_id)
    )
    return [ItemRow(**row._mapping) for row in rows]  # noqa: SLF001


def items_of_case(connection: Connection, case_id: UUID) -> list[UUID]:
    query = select(case_item.c.item_id).where(case_item.c.case_id == case_id)
    return list(connection.execute(query).scalars())


def undecided(connection: Connection, report_id: UUID) -> bool:
    """Whether an item that a report tells of waits for a person again."""
    query = (
        select(report_item.c.item_id)
        .join(case_item, case_item.c.item_id == report_item.c.item_id)
        .where(
            report_item.c.report_id == report_id,
            _HOLDING,
            case_item.c.restoration_proposed | waits(),
        )
    )
    return connection.execute(query.limit(1)).first() is not None


def evidence_of(connection: Connection, report_id: UUID, item_id: UUID) -> UUID | None:
    """The kept object of an item that was chosen to be attached to a report."""
    return connection.execute(
        select(case_item.c.evidence_id)
        .join(report_item, report_item.c.item_id == case_item.c.item_id)
        .where(
            report_item.c.report_id == report_id,
            report_item.c.item_id == item_id,
            report_item.c.attach,
            report_item.c.released_at.is_(None),
        )
    ).scalar_one_or_none()


def stranded(connection: Connection, task: str) -> list[UUID]:
    """The reports that are on their way, and for which no job of that name waits or runs."""
    waiting = text(
        "SELECT (args ->> 'subject_id')::uuid AS id FROM procrastinate_jobs "
        "WHERE task_name = :task AND status IN ('todo', 'doing')"
    ).columns(Column("id", Uuid(as_uuid=True)))
    query = select(report.c.id).where(
        report.c.state.in_([ReportState.QUEUED.value, ReportState.RETRACTING.value]),
        report.c.erased_at.is_(None),
        report.c.id.not_in(waiting.bindparams(task=task).subquery().select()),
    )
    return list(connection.execute(query).scalars())


def recipient_names(connection: Connection) -> dict[UUID, tuple[str, str, str]]:
    """Name, kind and environment of every recipient there ever was."""
    rows = connection.execute(
        select(recipient.c.id, recipient.c.name, recipient.c.kind, recipient.c.environment)
    )
    return {row.id: (row.name, row.kind, row.environment) for row in rows}


def _about(subject: tuple[str, str]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return report.c.subject_kind == subject[0], report.c.subject_ref == subject[1]


def _report(row: Row[tuple[object, ...]]) -> ReportRow:
    named = dict(row._mapping)  # noqa: SLF001
    return ReportRow(
        **{**named, "kind": ReportKind(row.kind), "state": ReportState(row.state)},
    )
