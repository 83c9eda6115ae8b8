"""What waits leaves: letters that the guard refused, once what they rest on was set right, and
those that were held back, once nothing holds them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tutela.platform.actor import NODE
from tutela.platform.permissions import Permission
from tutela.platform.services.service import require_service
from tutela.redress.notices import store as notices
from tutela.redress.statements import (
    issuing,
    making,
    removed,
    renewing,
    store,
    store_erasing,
    store_suspensions,
    withholding,
)
from tutela.redress.statements import store_takedowns as takedowns
from tutela.redress.statements.errors import (
    StatementErased,
    StatementNotIssued,
    StatementUnknown,
)
from tutela.redress.statements.model import State

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.services.model import Service
    from tutela.platform.work import Work
    from tutela.redress.statements.model import Facts, Statement

AT_ONCE: Final = 500
_WAITING: Final = (State.UNFIT, State.HELD_BACK)


def tend(node: Node) -> None:
    """Ends what holds statements back and is over; then each that waits is made anew from the
    service as it is now, the oldest first, so many at once.
    """
    withholding.end_due(node)
    send_waiting(node)


def tend_at_once(node: Node, *, subject_id: str) -> None:
    """The same as soon as a withholding has ended, not only at the next minute."""
    del subject_id  # others may hold back the same account: all that waits is looked at
    send_waiting(node)


def send_waiting(node: Node) -> None:
    """Sends what may leave now. Safe to run again."""
    with node.read() as connection:
        waiting = store.waiting(connection, AT_ONCE)
    for statement_id in waiting:
        with node.work(NODE, purpose="mend a statement of reasons") as work:
            _mend(work, statement_id)


def _mend(work: Work, statement_id: UUID) -> None:
    one = store.find(work.connection, statement_id)
    if one is None:
        return
    _lock(work, one)
    one = store.find(work.connection, statement_id)
    if one is None or one.state not in _WAITING:
        return
    service = require_service(work.connection, one.service_id)
    facts = _facts(work, one, service)
    facts = replace(facts, delayed=one.facts.delayed or one.state is State.HELD_BACK)
    store.save(work.connection, one.id, facts=facts.to_json())
    ends = store.ended_by(work.connection, one.id)
    issuing.issue(work, replace(one, facts=facts), service, ends=ends)


def _lock(work: Work, one: Statement) -> None:
    """Makes two works about the same item, notice or suspension take turns."""
    if one.item_id:
        store.lock_item(work.connection, one.item_id)
    elif one.suspension_id:
        store_suspensions.lock(work.connection, one.suspension_id)
    else:
        about = takedowns.of_statement(work.connection, one.id)
        notices.lock_same(work.connection, about.notice_id)


def _facts(work: Work, one: Statement, service: Service) -> Facts:
    """What its letter says by now."""
    if one.action_id:
        about = store.restriction_of(work.connection, one.action_id)
        return making.facts_of(work, about, one.kind, service)
    if one.suspension_id:
        return renewing.renewed(work, one.facts, service)
    return removed.renew(work, one, service)


def send_again(node: Node, actor: Actor, statement_id: UUID) -> None:
    """Sends a letter that has left once more, because a person says so: as it would be said now.

    Raises Forbidden, StatementUnknown, StatementErased, StatementNotIssued.
    """
    actor.require(Permission.DELIVERY_RETRY)
    with node.work(actor, purpose="tell a user again") as work:
        issuing.tell_again(work, issued(work, statement_id))


def issued(work: Work, statement_id: UUID) -> Statement:
    """A statement that has left; it is not erased before the work ends. Raises StatementUnknown,
    StatementErased, StatementNotIssued.
    """
    stays = store_erasing.stays(work.connection, statement_id)
    one = store.find(work.connection, statement_id)
    if one is None:
        raise StatementUnknown(statement=statement_id)
    if not stays:
        raise StatementErased(statement=statement_id)
    if one.state is not State.ISSUED:
        raise StatementNotIssued(statement=statement_id)
    return one
