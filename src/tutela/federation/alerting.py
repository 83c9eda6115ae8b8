"""What of other nodes people are told of: those that cannot be reached, and what was refused."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tutela.federation import store, store_messages
from tutela.platform.alerts.conditions import reading
from tutela.platform.alerts.model import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from tutela.platform.alerts.conditions import Condition

FAILURES: Final = 8  # by then it was tried for about twenty minutes
STUCK: Final = timedelta(hours=1)


def _unreached(connection: Connection, _: datetime) -> Finding | None:
    return Finding.of(*store.unreached(connection, FAILURES))


def _refused(connection: Connection, _: datetime) -> Finding | None:
    return Finding.of(*store_messages.refused(connection))


def _stuck(connection: Connection, now: datetime) -> Finding | None:
    return Finding.of(*store_messages.stuck(connection, now - STUCK))


CONDITIONS: Mapping[Kind, Condition] = {
    Kind.PEER_AWAY: reading(_unreached),
    Kind.MESSAGE_REFUSED: reading(_refused),
    Kind.MESSAGE_STUCK: reading(_stuck),
}
