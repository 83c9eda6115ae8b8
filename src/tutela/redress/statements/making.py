"""Making a statement of reasons for each restriction, at once and once (DSA, Article 17).

Follows what the platform is asked to do by its audit event: the job is in the transaction of the
restriction, so neither is there without the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tutela.casework.model import ActionKind
from tutela.law import catalogue
from tutela.law.model import Finding
from tutela.platform.actor import NODE
from tutela.platform.services.service import require_service
from tutela.redress.statements import issuing, store
from tutela.redress.statements.deadline import complain_until
from tutela.redress.statements.model import Facts, Ground, Kind, State, Statement
from tutela.redress.statements.words import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutela.platform.node import Node
    from tutela.platform.services.model import Service
    from tutela.platform.work import Work
    from tutela.redress.statements.model import Restriction


def follow(node: Node, *, subject_id: str) -> None:
    """Makes the statements that the item `subject_id` still lacks, oldest first.

    Safe to run again: a restriction has one statement, by a unique index.
    """
    item_id = UUID(subject_id)
    with node.work(NODE, purpose="state the reasons of a restriction") as work:
        store.lock_item(work.connection, item_id)
        for one in store.unsaid(work.connection, item_id):
            before = store.in_force(work.connection, item_id)
            kind = kind_of(one, restricted=bool(before))
            if kind is not None:
                _make(work, one, kind, before)


def kind_of(one: Restriction, *, restricted: bool) -> Kind | None:
    """What there is to say of it. Nothing of what ends a restriction that nobody was told of, nor
    of what is handed over and never was restricted.
    """
    if one.action is ActionKind.HOLD:
        return Kind.HOLD
    if one.action is ActionKind.REMOVE:
        return Kind.REMOVAL
    if not restricted:
        return None
    keeps = one.action is ActionKind.HAND_OVER and one.finding is Finding.AGE_AMBIGUOUS
    return Kind.KEPT if keeps else Kind.ENDED


def facts_of(work: Work, one: Restriction, kind: Kind, service: Service) -> Facts:
    """What the letter about a restriction says. The time to complain runs from its issue: it begins
    on the day that the user is informed (Article 20(2)).
    """
    terms = plain(one.terms_clause)
    return Facts(
        kind=kind,
        trigger=one.causes[0],
        also=one.causes[1:],
        ground=Ground.TERMS if kind is Kind.KEPT and terms else Ground.ILLEGAL,
        finding=one.finding,
        content=one.content,
        service=plain(service.title),
        put_at=one.put_at,
        at=one.at,
        until=one.looked_by if kind in (Kind.HOLD, Kind.KEPT) else None,
        complain_until=complain_until(work.now),
        basis=plain(one.legal_basis or _title(one.profile)),
        terms_clause=terms,
        contact=plain(service.policy.contact),
        by_link=work.node.settings.pages_origin is not None,
        closes_account=kind is Kind.REMOVAL and one.closes_account,
        reopens_account=one.reopens_account,
        circumstance=one.circumstance,
        territory=service.policy.territory,
    )


def _title(profile: str) -> str:
    return catalogue.load(profile).title if profile else ""


def _make(work: Work, one: Restriction, kind: Kind, before: Sequence[Statement]) -> None:
    service = require_service(work.connection, one.service_id)
    made = Statement(
        id=work.new_id(),
        service_id=one.service_id,
        item_id=one.item_id,
        case_id=one.case_id,
        action_id=one.action_id,
        decision_id=one.decision_id,
        kind=kind,
        state=State.MADE,
        facts=facts_of(work, one, kind, service),
        language=one.language,
        problem="",
        made_at=work.now,
        issued_at=None,
        ended_at=None,
        ended_by_id=None,
    )
    if not store.add(work.connection, made, one.at):
        return
    for old in before:
        store.save(work.connection, old.id, ended_at=one.at, ended_by_id=made.id)
    issuing.issue(work, made, service, ends=[old.id for old in before])
