"""The statement about what the platform removed after a notice: made, renewed and ended.

Regulation (EU) 2022/2065, Article 17: it says that there was a notice, never who gave it, nor what
it said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.platform.audit.model import Event
from tutela.platform.services.service import require_service
from tutela.platform.webhooks import service as webhooks
from tutela.redress.notices import store as notices
from tutela.redress.notices.machine import NoticeState
from tutela.redress.notices.model import ACTED, Outcome
from tutela.redress.statements import issuing, renewing, store, store_takedowns
from tutela.redress.statements.deadline import complain_until
from tutela.redress.statements.links import LONGER
from tutela.redress.statements.model import Facts, Ground, Kind, State, Statement, Trigger
from tutela.redress.statements.words import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from tutela.platform.services.model import Service
    from tutela.platform.work import Work
    from tutela.redress.notices.model import Notice
    from tutela.redress.statements.takedown import Takedown, TakedownSent

RESTORE: Final = "takedown.restore"


def make(work: Work, one: Takedown, same: Sequence[Notice], sent: TakedownSent) -> Statement:
    """Makes and issues the statement about a takedown, which was just written. `same` are the
    notices that were decided together, the first one first.

    What they say is kept as long as its user may complain: whoever answers that looks at it.
    """
    service = require_service(work.connection, one.service_id)
    made = Statement(
        id=work.new_id(),
        service_id=one.service_id,
        item_id=None,
        case_id=same[0].case_id,
        action_id=None,
        takedown_id=one.id,
        decision_id=None,
        kind=Kind.REMOVAL,
        state=State.MADE,
        facts=_facts(work, same, sent, service),
        language=sent.language,
        problem="",
        made_at=work.now,
        issued_at=None,
        ended_at=None,
        ended_by_id=None,
    )
    store.add(work.connection, made, one.removed_at)
    keep_notice(work, one.notice_id, made.facts.complain_until + LONGER)
    issuing.issue(work, made, service, ends=[])
    return made


def _facts(work: Work, same: Sequence[Notice], sent: TakedownSent, service: Service) -> Facts:
    first, *also = causes(same)
    by_terms = same[0].outcome is Outcome.ACTED_TERMS
    return Facts(
        kind=Kind.REMOVAL,
        trigger=first,
        also=tuple(also),
        ground=Ground.TERMS if by_terms else Ground.ILLEGAL,
        finding=None,
        offence=same[0].kind,
        content=sent.content,
        service=plain(service.title),
        put_at=sent.put_at,
        at=sent.removed_at,
        until=None,
        complain_until=complain_until(work.now),
        basis="",
        terms_clause=plain(sent.terms_clause) if by_terms else "",
        contact=plain(service.policy.contact),
        by_link=work.node.settings.pages_origin is not None,
        territory=service.policy.territory,
    )


def causes(same: Sequence[Notice]) -> tuple[Trigger, ...]:
    """What led to it, each once, in the order it came: the notices that were found right. Pure."""
    right = sorted((one for one in same if one.outcome in ACTED), key=lambda one: one.received_at)
    found = (Trigger.TRUSTED_FLAGGER if one.trusted else Trigger.NOTICE for one in right)
    return tuple(dict.fromkeys(found))


def keep_notice(work: Work, notice_id: UUID, until: datetime) -> None:
    """Keeps what the notices say that were decided together until then, if not longer; what is
    erased stays so.
    """
    for each in notices.lock_same(work.connection, notice_id):
        if each.state is NoticeState.DECIDED:
            notices.keep_until(work.connection, each.id, until)


def renew(work: Work, one: Statement, service: Service) -> Facts:
    """What the letter of a statement that waited says by now; its time begins now."""
    facts = renewing.renewed(work, one.facts, service)
    about = store_takedowns.of_statement(work.connection, one.id)
    keep_notice(work, about.notice_id, facts.complain_until + LONGER)
    return facts


def take_back(work: Work, takedown_id: UUID) -> bool:
    """Asks the platform to restore what it removed, and tells its user that it is over; False where
    that was done before. Who gave notice is told by whoever changes the decision on it.
    """
    one = store_takedowns.lock(work.connection, takedown_id)
    if one.restored_at:
        return False
    store_takedowns.restored(work.connection, one.id, work.now)
    _ask(work, one)
    renewing.end(work, store.of_takedown(work.connection, one.id))
    return True


def _ask(work: Work, one: Takedown) -> None:
    """Where it lay stands sealed until the message has arrived, and is not said once the notice is
    erased.
    """
    about = notices.find(work.connection, one.notice_id)
    places = about.places if about else ()
    place = places[one.place - 1].given if one.place and one.place <= len(places) else None
    body = {
        "takedown": str(one.id),
        "notice": str(one.notice_id),
        "id": one.external_id or None,
        "account": one.account_ref or None,
        "place": None,  # its place: it lies sealed beside this
        "at": work.now.isoformat(),
    }
    secret = {"place": place} if place else None
    delivery = webhooks.send(work, one.service_id, RESTORE, body, secret=secret)
    work.record(
        Event.TAKEDOWN_RESTORE,
        subject=("takedown", one.id),
        service_id=one.service_id,
        notice=str(one.notice_id),
        delivery=str(delivery),
    )
