"""A statement that rests on no item, once it has waited, or what it tells of is over.

What an item's says by now comes from its restriction (`making`); here it comes from the statement.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tutela.platform.services.service import require_service
from tutela.redress.statements import issuing, store
from tutela.redress.statements.deadline import complain_until
from tutela.redress.statements.model import Kind, State
from tutela.redress.statements.words import plain

if TYPE_CHECKING:
    from typing import Any

    from tutela.platform.services.model import Service
    from tutela.platform.work import Work
    from tutela.redress.statements.model import Facts, Statement


def renewed(work: Work, facts: Facts, service: Service) -> Facts:
    """The same facts, with what the service says of itself by now, and the time from now on."""
    return replace(
        facts,
        service=plain(service.title),
        contact=plain(service.policy.contact),
        complain_until=complain_until(work.now),
        by_link=work.node.settings.pages_origin is not None,
        territory=service.policy.territory,
    )


def end(work: Work, before: Statement, **changes: Any) -> None:
    """Makes and issues the statement that what `before` tells of is over; `changes` are further
    facts of it. It has a time to complain, and a clock, of its own.
    """
    service = require_service(work.connection, before.service_id)
    facts = replace(
        renewed(work, before.facts, service),
        kind=Kind.ENDED,
        at=work.now,
        delayed=False,
        **changes,
    )
    made = replace(
        before,
        id=work.new_id(),
        kind=Kind.ENDED,
        state=State.MADE,
        facts=facts,
        problem="",
        made_at=work.now,
        issued_at=None,
        erase_at=None,
    )
    store.add(work.connection, made, work.now)
    store.save(work.connection, before.id, ended_at=work.now, ended_by_id=made.id)
    issuing.issue(work, made, service, ends=[before.id])
