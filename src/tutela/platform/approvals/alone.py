"""A node of one person: cooling-off and a passkey stand for the second person that is not there.

It is in force while the node is declared so and one account can sign in. A second account ends the
declaration: four eyes hold at once, and who is alone again later declares it anew. The clock is the
server's, and never behind the last signed checkpoint of the log, so putting it back shortens
nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tutela.platform.accounts import store as accounts
from tutela.platform.approvals import store
from tutela.platform.approvals.errors import AlreadyAlone, SeveralHere, TooLateToDeclare
from tutela.platform.approvals.model import Act
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from tutela.platform.actor import Actor
    from tutela.platform.approvals.model import Request
    from tutela.platform.node import Node
    from tutela.platform.work import Work

COOLING = timedelta(hours=12)
MARK = "single_person"


def in_force(connection: Connection) -> bool:
    """Whether this node is one person's now."""
    declared = store.single_handed_since(connection) is not None
    return declared and accounts.enabled_accounts(connection) <= 1


def standing(connection: Connection) -> tuple[bool, int]:
    """Whether this node is one person's now, and how many requests wait that nobody else answers:
    where four eyes hold, only the one to be one person's node.
    """
    single, waiting = in_force(connection), store.cooling(connection)
    return single, sum(single or one.asked.act is Act.ALONE for one in waiting)


def mark(work: Work) -> bool:
    """Marks all that this work records as one person's, where the node is; says whether."""
    if in_force(work.connection):
        work.marks[MARK] = True
    return MARK in work.marks


def ready_at(work: Work) -> datetime:
    """When what is asked for now has cooled off."""
    seen = store.last_checkpoint(work.connection)
    return max(work.now, seen or work.now) + COOLING


def declare_new(node: Node, actor: Actor) -> None:
    """Declares a node without accounts to be one person's. Doing it again changes nothing.

    Raises TooLateToDeclare.
    """
    with node.work(actor, purpose="declare a node to be one person's") as work:
        accounts.lock_accounts(work.connection)
        if store.single_handed_since(work.connection) is not None:
            return
        if accounts.any_account(work.connection):
            raise TooLateToDeclare
        _begin(work, actor.id)


def require_one(connection: Connection) -> None:
    """Raises SeveralHere where more than one account can sign in."""
    count = accounts.enabled_accounts(connection)
    if count > 1:
        raise SeveralHere(count=count)


def require_undeclared(connection: Connection) -> None:
    """Raises AlreadyAlone."""
    if store.single_handed_since(connection) is not None:
        raise AlreadyAlone


def carry_out(work: Work, request: Request) -> None:
    """Declares the node to be one person's. Raises SeveralHere."""
    accounts.lock_accounts(work.connection)
    require_one(work.connection)
    _begin(work, request.asked_by)


def end_with_second(work: Work) -> None:
    """Goes back to four eyes, at once, where a second account can sign in."""
    if accounts.enabled_accounts(work.connection) <= 1:
        return
    if store.end_single_handed(work.connection, work.now):
        subject = ("node", work.node.identity.id)
        work.record(Event.NODE_END_ALONE, subject=subject, service_id=NODE_SERVICE)


def _begin(work: Work, by: str) -> None:
    if store.begin_single_handed(work.connection, work.new_id(), by, work.now):
        subject = ("node", work.node.identity.id)
        work.record(Event.NODE_DECLARE_ALONE, subject=subject, service_id=NODE_SERVICE)
