"""What of closed papers people are told of: that one is not what was closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.observatory.editions import store
from tutela.platform.alerts.conditions import reading
from tutela.platform.alerts.model import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from tutela.platform.alerts.conditions import Condition


def _changed(connection: Connection, _: datetime) -> Finding | None:
    return Finding.of(*store.changed(connection))


CONDITIONS: Mapping[Kind, Condition] = {Kind.PAPER_CHANGED: reading(_changed)}
