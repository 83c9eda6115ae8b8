"""The statement about an account that is suspended for what it put there: made and ended.

Regulation (EU) 2022/2065, Articles 17(1)(d) and 23(1). Who is suspended, and why, is decided where
misuse is; here its user is told, as of any restriction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.services.service import require_service
from tutela.redress.statements import (
    issuing,
    renewing,
    store,
    store_causes,
    store_suspensions,
)
from tutela.redress.statements.deadline import complain_until
from tutela.redress.statements.model import Facts, Ground, Kind, State, Statement
from tutela.redress.statements.words import plain

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.services.model import Service
    from tutela.platform.work import Work
    from tutela.redress.statements.suspension import Suspension, Weighed

LONGEST_TOLD = 2000  # characters


def make(work: Work, one: Suspension, weighed: Weighed) -> Statement:
    """Writes a suspension, and makes and issues the statement about it."""
    service = require_service(work.connection, one.service_id)
    store_suspensions.add(work.connection, one)
    made = Statement(
        id=work.new_id(),
        service_id=one.service_id,
        item_id=None,
        case_id=weighed.case_id,
        action_id=None,
        suspension_id=one.id,
        decision_id=None,
        kind=Kind.SUSPENSION,
        state=State.MADE,
        facts=_facts(work, one, weighed, service),
        language=weighed.language,
        problem="",
        made_at=work.now,
        issued_at=None,
        ended_at=None,
        ended_by_id=None,
    )
    store.add(work.connection, made, one.begun_at)
    issuing.issue(work, made, service, ends=[])
    return made


def _facts(work: Work, one: Suspension, weighed: Weighed, service: Service) -> Facts:
    last = store.put_there(work.connection, weighed.item_id)
    return Facts(
        kind=Kind.SUSPENSION,
        trigger=store_causes.found(work.connection, weighed.item_id),
        ground=Ground.ILLEGAL,
        finding=None,
        content=last.content,
        service=plain(service.title),
        put_at=last.at,
        at=one.begun_at,
        until=one.until,
        complain_until=complain_until(work.now),
        basis="",
        terms_clause="",
        contact=plain(service.policy.contact),
        by_link=work.node.settings.pages_origin is not None,
        territory=service.policy.territory,
        suspends=True,
        misused=weighed.misused,
        within_days=weighed.within_days,
        warned_at=weighed.warned_at,
        told=plain(weighed.told, LONGEST_TOLD),
        by_two=weighed.by_two,
    )


def end(work: Work, suspension_id: UUID, *, lifted: bool) -> None:
    """Tells its account that a suspension is over, once; nothing where there is no statement of it.
    `lifted`: because people decided so.
    """
    one = store_suspensions.lock(work.connection, suspension_id)
    if one is None or one.ended_at:
        return
    store_suspensions.ended(work.connection, one.id, work.now, lifted=lifted)
    before = store_suspensions.told(work.connection, one.id, Kind.SUSPENSION)
    assert before is not None  # noqa: S101 - it was written with the suspension
    renewing.end(work, before, until=None, told="", lifted=lifted)
