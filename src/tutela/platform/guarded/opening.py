"""What of its settings a node opens with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.guarded import store
from tutela.platform.guarded.model import withheld
from tutela.platform.services import store as services

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tutela.platform.guarded.model import Withheld
    from tutela.platform.settings import Settings


def waiting(settings: Settings, connection: Connection) -> tuple[Withheld, ...]:
    """What of these settings does not hold yet: nothing while nothing was ever scanned."""
    if not withheld(settings, {}):
        return ()
    loose = withheld(settings, store.agreed(connection))
    return loose if loose and services.in_use(connection) else ()
