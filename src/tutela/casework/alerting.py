"""What of casework people are told of when it waits too long."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tutela.casework import store_alerts as store
from tutela.platform.absences import service as absences
from tutela.platform.alerts.conditions import reading
from tutela.platform.alerts.model import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from tutela.platform.alerts.conditions import Condition

# Parts of a hold's clock: after the one somebody should have looked, after the other it is urgent.
UNOPENED_AFTER: Final = 0.5
ENDING_AFTER: Final = 0.75
LONGEST_SECOND: Final = timedelta(hours=8)


def _overdue(connection: Connection, now: datetime) -> Finding | None:
    return Finding.of(*store.holds_past(connection, now, part=1.0))


def _ending(connection: Connection, now: datetime) -> Finding | None:
    return Finding.of(*store.holds_past(connection, now, part=ENDING_AFTER, until=1.0))


def _unopened(connection: Connection, now: datetime) -> Finding | None:
    return Finding.of(*store.holds_past(connection, now, part=UNOPENED_AFTER, unopened=True))


def _nobody(connection: Connection, now: datetime) -> Finding | None:
    return Finding.of(absences.nobody_is_here(connection, now))


def _stranded(connection: Connection, now: datetime) -> Finding | None:
    """Holds do not wait for their clock when nobody will hear it."""
    if not absences.nobody_is_here(connection, now):
        return None
    return Finding.of(*store.holds_past(connection, now, part=0.0))


def _second(connection: Connection, now: datetime) -> Finding | None:
    return Finding.of(*store.proposals_before(connection, now - LONGEST_SECOND))


def _expired(connection: Connection, now: datetime) -> Finding | None:
    return Finding.of(*store.claims_expired(connection, now))


CONDITIONS: Mapping[Kind, Condition] = {
    Kind.HOLD_OVERDUE: reading(_overdue),
    Kind.HOLD_ENDING: reading(_ending),
    Kind.HOLD_UNOPENED: reading(_unopened),
    Kind.NOBODY_HERE: reading(_nobody),
    Kind.HOLD_STRANDED: reading(_stranded),
    Kind.SECOND_WAITING: reading(_second),
    Kind.CLAIM_EXPIRED: reading(_expired),
}
