"""What of users' flags people are told of when it waits too long."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tutela.platform.alerts.conditions import reading
from tutela.platform.alerts.model import Finding, Kind
from tutela.redress.flags import store
from tutela.redress.flags.tables import user_flag

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from tutela.platform.alerts.conditions import Condition

# Ours, as those of notices: no law sets a number. They ring a bell, and refuse nothing.
LONGEST_UNDECIDED: Final = timedelta(hours=72)
LONGEST_DANGER: Final = timedelta(hours=1)


def _late(connection: Connection, now: datetime) -> Finding | None:
    calm = user_flag.c.received_at < now - LONGEST_UNDECIDED
    danger = user_flag.c.danger & (user_flag.c.received_at < now - LONGEST_DANGER)
    return Finding.of(*store.late(connection, calm | danger))


CONDITIONS: Mapping[Kind, Condition] = {Kind.FLAG_LATE: reading(_late)}
