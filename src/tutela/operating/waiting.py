"""What waits for people of an institution, and until when: for its own case system.

Nothing of what anything says is in it, and nothing of victims' requests: that there is one is no
program's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tutela.exchanges import store as exchanges
from tutela.exchanges.machine import AccessState, SubmissionState
from tutela.hotline import store as hotline
from tutela.orders.removal import store as removal
from tutela.platform.permissions import Permission
from tutela.receiving import store as receiving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

MOST: Final = 1000  # of each kind


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits. `number` is what others call it; `page` where people work on it.

    `due_at`: by when the next thing is to be done, where a clock runs.
    """

    kind: str
    id: str
    number: str
    state: str
    urgent: bool
    since: datetime
    due_at: datetime | None
    page: str


def waiting(node: Node, actor: Actor) -> list[Waiting]:
    """All that waits here: urgent first, then what is due first. Raises Forbidden."""
    actor.require(Permission.WAITING_READ)
    with node.read() as connection:
        found = [
            *_received(connection),
            *_removals(connection),
            *_exchanges(connection),
            *_hotline(connection),
        ]
    return sorted(found, key=lambda one: (not one.urgent, one.due_at or one.since, one.id))


def _received(connection: Connection) -> Iterator[Waiting]:
    for one in receiving.lines(connection, over=False, limit=MOST):
        yield Waiting(
            kind="report",
            id=str(one.id),
            number=one.number,
            state=one.state.value,
            urgent=one.urgent,
            since=one.received_at,
            due_at=one.due_at,
            page=f"/received/{one.id}",
        )


def _removals(connection: Connection) -> Iterator[Waiting]:
    for one in removal.lines(connection, over=False, limit=MOST):
        yield Waiting(
            kind="removal-order",
            id=str(one.id),
            number="",
            state=one.state.value,
            urgent=False,
            since=one.made_at,
            due_at=one.due_at,
            page=f"/removals/{one.id}",
        )


def _exchanges(connection: Connection) -> Iterator[Waiting]:
    waits = exchanges.in_state(SubmissionState.PROPOSED, SubmissionState.SUBMITTED)
    for one in exchanges.submissions(connection, waits, limit=MOST):
        yield Waiting(
            kind="indicator",
            id=str(one.id),
            number=str(one.given_id),
            state=one.state.value,
            urgent=False,
            since=one.proposed_at,
            due_at=one.reverify_by,
            page=f"/exchanges/submissions/{one.id}",
        )
    for access in exchanges.accesses(connection, exchanges.access_in(AccessState.REQUESTED)):
        yield Waiting(
            kind="access",
            id=str(access.id),
            number=str(access.given_id),
            state=access.state.value,
            urgent=False,
            since=access.asked_at,
            due_at=None,
            page="/exchanges",
        )


def _hotline(connection: Connection) -> Iterator[Waiting]:
    for one in hotline.lines(connection, over=False, limit=MOST):
        yield Waiting(
            kind="address",
            id=str(one.id),
            number="",
            state=one.state.value,
            urgent=one.urgent,
            since=one.opened_at,
            due_at=one.due_at,
            page=f"/hotline/{one.id}",
        )
