"""What of the statements people are told of: letters that cannot leave, or not for long."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tutela.platform.alerts.conditions import reading
from tutela.platform.alerts.model import Finding, Kind
from tutela.redress.statements import store, store_mail, store_withholding

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from tutela.platform.alerts.conditions import Condition

LONG: Final = timedelta(weeks=3)


def _unfit(connection: Connection, _: datetime) -> Finding | None:
    return Finding.of(*store.unfit(connection))


def _held_long(connection: Connection, now: datetime) -> Finding | None:
    return Finding.of(*store_withholding.placed_before(connection, now - LONG))


def _undelivered(connection: Connection, _: datetime) -> Finding | None:
    return Finding.of(*store_mail.lost(connection))


CONDITIONS: Mapping[Kind, Condition] = {
    Kind.STATEMENT_UNFIT: reading(_unfit),
    Kind.STATEMENT_HELD_LONG: reading(_held_long),
    Kind.STATEMENT_UNDELIVERED: reading(_undelivered),
}
