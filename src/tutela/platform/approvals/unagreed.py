"""People whom nobody agreed to: what the console, or who is alone, may do to four eyes, and who is
told.

Whoever owns the machine can end every account but one, and then make another: nobody is left who
could agree. That cannot be prevented; so for a week the new account is nobody's second person, all
are told, and reports that only such people had a hand in say that they are one person's.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tutela.platform.approvals import store
from tutela.platform.services import store as services

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from tutela.platform.node import Node

WEEK: Final = timedelta(days=7)


def people(connection: Connection, now: datetime) -> frozenset[str]:
    """The ids of the accounts that were made within the week on one person's word."""
    return store.made_alone(connection, now - WEEK)


def changes(node: Node, connection: Connection, now: datetime) -> tuple[int, datetime | None]:
    """How many accounts were made so, or ended at the console, within the week and since when; none
    on a demo node, and none before a node is in use.
    """
    if node.identity.demo or not services.in_use(connection):
        return 0, None
    return store.changed_alone(connection, now - WEEK)
