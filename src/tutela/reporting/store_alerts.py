"""What of reports waits too long: all its SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tutela.reporting.machine import ReportState
from tutela.reporting.records import Attempt, AttemptState
from tutela.reporting.tables import preservation, report, report_attempt

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

_STUCK = [ReportState.FAILED.value, ReportState.REFUSED.value, ReportState.UNCLEAR.value]


def stuck(connection: Connection) -> tuple[int, datetime | None]:
    """Reports that go no further without a person, and when the first was sent."""
    query = select(func.count(), func.min(report.c.sent_at))
    row = connection.execute(query.where(report.c.state.in_(_STUCK))).one()
    return row[0], row[1]


def open_attempts(connection: Connection) -> list[Attempt]:
    """What lies open at recipients, which forget it by their own clocks."""
    names = list(Attempt.__dataclass_fields__)
    query = select(*(report_attempt.c[name] for name in names))
    rows = connection.execute(query.where(report_attempt.c.ended_at.is_(None)))
    return [
        Attempt(
            **{**{name: getattr(row, name) for name in names}, "state": AttemptState(row.state)}
        )
        for row in rows
    ]


def undecided_until(
    connection: Connection, now: datetime, until: datetime
) -> tuple[int, datetime | None]:
    """Reports whose Union's limit ends by `until` while nobody chose between it and a duty."""
    query = select(func.count(), func.min(preservation.c.european_end)).where(
        preservation.c.decision == "",
        preservation.c.foreign_end > preservation.c.european_end,
        preservation.c.european_end.between(now, until),
    )
    row = connection.execute(query).one()
    return row[0], row[1]
