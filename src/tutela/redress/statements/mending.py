"""Trying letters again that the guard refused, once what they rest on was set right."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tutela.platform.actor import NODE
from tutela.platform.services.service import require_service
from tutela.redress.statements import issuing, making, store
from tutela.redress.statements.model import State

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.node import Node
    from tutela.platform.work import Work

AT_ONCE: Final = 100


def mend_all(node: Node) -> None:
    """Makes each unfit letter anew from the service as it is now; the oldest first."""
    with node.read() as connection:
        waiting = store.unfit(connection, AT_ONCE)
    for statement_id in waiting:
        with node.work(NODE, purpose="mend a statement of reasons") as work:
            _mend(work, statement_id)


def _mend(work: Work, statement_id: UUID) -> None:
    one = store.find(work.connection, statement_id)
    if one is None:
        return
    store.lock_item(work.connection, one.item_id)
    one = store.find(work.connection, statement_id)
    if one is None or one.state is not State.UNFIT:
        return
    about = store.restriction_of(work.connection, one.action_id)
    service = require_service(work.connection, one.service_id)
    facts = making.facts_of(work, about, one.kind, service)
    store.save(work.connection, one.id, facts=facts.to_json())
    ends = store.ended_by(work.connection, one.id)
    issuing.issue(work, replace(one, facts=facts), about, service, ends=ends)
