"""What led to a restriction, from what is on record: its SQL.

An item stands here because a program found it. Notices that named it before it was restricted led
to it as well; a hold is the program's own, whoever else spoke of the item. Who gave notice is not
read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import func, or_, select

from tutela.casework.model import ActionKind
from tutela.detection.tables import detection
from tutela.indicators.tables import indicator
from tutela.redress.notices.model import ACTED
from tutela.redress.notices.tables import notice
from tutela.redress.statements.model import Trigger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.redress.statements.model import Restriction

    Cause = tuple[datetime, Trigger]

# What came of a notice that can have led to something.
_ACTED: Final = tuple(one.value for one in ACTED)


def of(connection: Connection, one: Restriction) -> tuple[Trigger, ...]:
    """What led to a restriction, each once, in the order it came."""
    named = one.external_id if one.action is not ActionKind.HOLD else ""
    return led(connection, one.item_id, one.service_id, named, before=one.at)


def led(
    connection: Connection, item_id: UUID, service_id: str, external_id: str, *, before: datetime
) -> tuple[Trigger, ...]:
    """What led people to an item by then, each once, in the order it came."""
    found = [_found(connection, item_id)]
    if external_id:
        found += _notices(connection, service_id, external_id, before)
    return tuple(trigger for _, trigger in sorted(found))


def found(connection: Connection, item_id: UUID) -> Trigger:
    """By what a program found an item."""
    return _found(connection, item_id)[1]


def _found(connection: Connection, item_id: UUID) -> Cause:
    """When a program found an item first, and whether people had checked what it was found by."""
    checked = indicator.c.verified_at <= detection.c.detected_at
    query = (
        select(func.min(detection.c.detected_at), func.bool_or(checked))
        .join(indicator, indicator.c.id == detection.c.indicator_id)
        .where(detection.c.item_id == item_id)
    )
    at, vouched = connection.execute(query).one()
    return at, Trigger.DETECTION if vouched else Trigger.UNCHECKED


def _notices(
    connection: Connection, service_id: str, external_id: str, before: datetime
) -> Iterator[Cause]:
    """The first notice and the first trusted flagger's that named the item by then and still wait,
    or were acted upon.
    """
    query = (
        select(func.min(notice.c.received_at), notice.c.trusted)
        .where(
            notice.c.service_id == service_id,
            notice.c.item_ref == external_id,
            notice.c.received_at <= before,
            or_(notice.c.outcome.is_(None), notice.c.outcome.in_(_ACTED)),
        )
        .group_by(notice.c.trusted)
    )
    for at, trusted in connection.execute(query):
        yield at, Trigger.TRUSTED_FLAGGER if trusted else Trigger.NOTICE
