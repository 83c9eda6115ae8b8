"""What of reports people are told of when it waits too long."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tutela.platform.alerts.conditions import reading
from tutela.platform.alerts.model import Finding, Kind
from tutela.reporting import store_alerts as store
from tutela.reporting.erasure import proof
from tutela.reporting.threats import service as threats

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from tutela.platform.alerts.conditions import Condition

LAPSES_WITHIN: Final = timedelta(minutes=30)
ENDS_WITHIN: Final = timedelta(days=14)


def _threats(connection: Connection, now: datetime) -> Finding | None:
    found = threats.waiting(connection, now)
    return Finding.of(found.untold + found.unassessed)


def _stuck(connection: Connection, _: datetime) -> Finding | None:
    return Finding.of(*store.stuck(connection))


def _lapsing(connection: Connection, now: datetime) -> Finding | None:
    ends = [one.lapses_at for one in store.open_attempts(connection)]
    soon = [at for at in ends if now < at <= now + LAPSES_WITHIN]
    return Finding.of(len(soon), min(soon, default=None))


def _preservation(connection: Connection, now: datetime) -> Finding | None:
    return Finding.of(*store.undecided_until(connection, now, now + ENDS_WITHIN))


def _erasure(connection: Connection, _: datetime) -> Finding | None:
    found = proof.standing(connection)
    return Finding.of(found.overdue, found.made_at)


CONDITIONS: Mapping[Kind, Condition] = {
    Kind.THREAT_WAITING: reading(_threats),
    Kind.REPORT_STUCK: reading(_stuck),
    Kind.REPORT_LAPSING: reading(_lapsing),
    Kind.PRESERVATION_ENDING: reading(_preservation),
    Kind.ERASURE_OVERDUE: reading(_erasure),
}
