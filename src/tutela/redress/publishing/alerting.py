"""What of publishing people are told of when it goes no further."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tutela.platform.alerts.conditions import reading
from tutela.platform.alerts.model import Finding, Kind
from tutela.redress.publishing import store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from tutela.platform.alerts.conditions import Condition

FAILING: Final = timedelta(hours=24)  # a database that is down for less calls nobody


def _stuck(connection: Connection, _: datetime) -> Finding | None:
    return Finding.of(*store.stuck(connection))


def _halted(connection: Connection, now: datetime) -> Finding | None:
    return Finding.of(*store.halted(connection, now - FAILING))


CONDITIONS: Mapping[Kind, Condition] = {
    Kind.PUBLICATION_STUCK: reading(_stuck),
    Kind.PUBLISHING_HALTED: reading(_halted),
}
