"""What of misuse people are told of: that somebody stands out whom nobody has warned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.alerts.model import Finding, Kind
from tutela.redress.misuse import assessing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tutela.platform.alerts.conditions import Condition
    from tutela.platform.node import Node


def _out(node: Node, now: datetime) -> Finding | None:
    found = assessing.unwarned(node, now)
    return Finding.of(len(found), min((one.last_at for one in found), default=None))


CONDITIONS: Mapping[Kind, Condition] = {Kind.MISUSE_OUT: _out}
