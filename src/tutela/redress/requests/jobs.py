"""What is done about victims' requests later, and by the clock."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.jobs.registry import Task
from tutela.redress.requests import moves, store, store_centre, store_provider
from tutela.redress.requests.mailing import MAIL

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.platform.node import Node

    Due = Callable[[Connection, datetime, int], list[tuple[UUID, str]]]
    Erase = Callable[[Connection, UUID, datetime], None]

AT_ONCE: Final = 200
SOURCES_KEPT: Final = timedelta(days=1)


def erase_due(node: Node) -> None:
    """Erases what nothing happened to for long, and where requests of the day before came from.
    Repeating it changes nothing.
    """
    with node.transaction() as connection:
        store.forget_sources(connection, node.clock.now() - SOURCES_KEPT)
    event = Event.VICTIM_REQUEST_ERASE
    _erase(node, moves.REQUEST, store.due, store.erase, event)
    _erase(node, moves.SEARCH, store_centre.due, store_centre.erase, event)
    _erase(
        node,
        moves.REMOVAL,
        store_provider.due,
        store_provider.erase,
        Event.REMOVAL_REQUEST_ERASE,
    )


def _erase(node: Node, noun: str, due: Due, erase: Erase, event: Event) -> None:
    more = True
    while more:
        with node.work(NODE, purpose="erase victims' requests") as work:
            found = due(work.connection, work.now, AT_ONCE)
            for one_id, _ in found:
                erase(work.connection, one_id, work.now)
                subject = (noun, one_id)
                reason = "its clock ran out"
                work.record(event, subject=subject, service_id=NODE_SERVICE, reason=reason)
        more = len(found) == AT_ONCE


TASKS = (MAIL, Task("victims:erase-due", erase_due, every="4-59/5 * * * *"))
