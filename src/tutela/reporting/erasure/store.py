"""Erasing what reports said, and certificates of it: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, func, insert, or_, select, update

from tutela.platform.audit.tables import audit_event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.reporting.centre import store as centre
from tutela.reporting.erasure.model import Certificate
from tutela.reporting.tables import erasure_certificate, report, report_document, report_exchange

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Row

    from tutela.platform.audit.model import Event

    Rows = list[Row[tuple[object, ...]]]

_ONE_PROVER = 0x6572_6173  # advisory lock
_LIVE = report.c.erased_at.is_(None)
_SAID = (report_exchange.c.request.is_not(None)) | (report_exchange.c.answer.is_not(None))
_NOTHING = {"request": None, "answer": None}


def due(connection: Connection, now: datetime, limit: int) -> list[UUID]:
    """Reports whose time is over, locked; those that somebody else has locked are left out."""
    query = (
        select(report.c.id)
        .where(_LIVE, report.c.erase_at <= now)
        .order_by(report.c.erase_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(connection.execute(query).scalars())


def erase(connection: Connection, report_id: UUID, now: datetime) -> None:
    """Takes away the key of a report and everything it sealed; receipts and digests stay."""
    connection.execute(
        update(report)
        .where(report.c.id == report_id)
        .values(wrapped_key=None, details=None, problems=None, subject_ref="", erased_at=now)
    )
    centre.erase(connection, report_id)
    _forget(connection, report_exchange.c.report_id == report_id, report_id)


def forget_late(connection: Connection) -> int:
    """Takes away what came to reports after they were erased; how many rows.

    A worker that had the key in its hands may write its last request once the row is erased.
    """
    late = (
        report_exchange.c.report_id
        == select(report.c.id)
        .where(report.c.id == report_exchange.c.report_id, report.c.erased_at.is_not(None))
        .correlate(report_exchange)
        .scalar_subquery()
    )
    return _forget(connection, late & _SAID, None)


def _forget(connection: Connection, where: ColumnElement[bool], report_id: UUID | None) -> int:
    asked = connection.execute(update(report_exchange).where(where).values(_NOTHING))
    documents = update(report_document).where(report_document.c.sealed.is_not(None))
    if report_id is None:
        erased = select(report.c.id).where(report.c.erased_at.is_not(None))
        documents = documents.where(report_document.c.report_id.in_(erased))
    else:
        documents = documents.where(report_document.c.report_id == report_id)
    return asked.rowcount + connection.execute(documents.values(sealed=None)).rowcount


def erased(
    connection: Connection, after: datetime | None, until: datetime, also: Collection[UUID]
) -> Rows:
    """Reports erased after `after` (None: ever) and by `until`, and earlier ones of `also`."""
    at = report.c.erased_at
    query = select(report).where(at <= until).order_by(at, report.c.id)
    if after is not None:
        query = query.where((at > after) | report.c.id.in_(also))
    return list(connection.execute(query))


def outlived(connection: Connection, until: datetime) -> Rows:
    """Reports whose time was over at `until`, and that still have their key."""
    query = select(report).where(_LIVE, report.c.erase_at <= until).order_by(report.c.id)
    return list(connection.execute(query))


def left_behind(connection: Connection, until: datetime) -> Rows:
    """Reports erased by `until` of which something is there all the same."""
    asked = exists().where(report_exchange.c.report_id == report.c.id, _SAID)
    made = exists().where(
        report_document.c.report_id == report.c.id, report_document.c.sealed.is_not(None)
    )
    own = or_(report.c.details.is_not(None), report.c.problems.is_not(None))
    said = or_(own, report.c.subject_ref != "", asked, made)
    query = select(report).where(report.c.erased_at <= until, said).order_by(report.c.id)
    return list(connection.execute(query))


def running(connection: Connection) -> tuple[int, datetime | None]:
    """How many reports still have their content, and when the next one's time is over."""
    query = select(func.count().label("live"), func.min(report.c.erase_at).label("next"))
    row = connection.execute(query.where(_LIVE)).one()
    return row.live, row.next


def reasons(connection: Connection, event: Event, ids: Collection[UUID]) -> dict[str, str]:
    """Why these were erased, by the log: the reason of the last such event of each."""
    rows = connection.execute(
        select(audit_event.c.subject_id, audit_event.c.reason)
        .where(
            audit_event.c.event == event.value,
            audit_event.c.subject_id.in_([str(one) for one in ids]),
        )
        .order_by(audit_event.c.at, audit_event.c.id)
    )
    return {row.subject_id: row.reason for row in rows}


def lock(connection: Connection) -> None:
    """Waits until nobody else makes a certificate; until the transaction ends."""
    connection.execute(select(func.pg_advisory_xact_lock(_ONE_PROVER)))


def add(connection: Connection, one: Certificate) -> None:
    values = {name: getattr(one, name) for name in Certificate.__dataclass_fields__}
    connection.execute(insert(erasure_certificate).values(service_id=NODE_SERVICE, **values))


def last(connection: Connection) -> Certificate | None:
    return next(iter(certificates(connection, 1)), None)


def certificates(connection: Connection, limit: int) -> list[Certificate]:
    """Certificates, the latest first."""
    latest = (erasure_certificate.c.made_at.desc(), erasure_certificate.c.id.desc())
    query = select(erasure_certificate).order_by(*latest).limit(limit)
    return [_certificate(row) for row in connection.execute(query)]


def find(connection: Connection, certificate_id: UUID) -> Certificate | None:
    query = select(erasure_certificate).where(erasure_certificate.c.id == certificate_id)
    row = connection.execute(query).one_or_none()
    return _certificate(row) if row else None


def _certificate(row: Row[tuple[object, ...]]) -> Certificate:
    return Certificate(**{name: getattr(row, name) for name in Certificate.__dataclass_fields__})
