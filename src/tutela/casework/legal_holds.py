"""Legal holds on cases and accounts: which kept bytes they are on, now and later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.casework import legal_holds_store as store
from tutela.casework import store_place
from tutela.casework.errors import CaseUnknown, PersonNeeded
from tutela.casework.model import SubjectKind
from tutela.evidence import holds
from tutela.evidence import service as evidence
from tutela.evidence.errors import EvidenceUnknown
from tutela.evidence.model import HoldScope
from tutela.platform.actor import NODE, ActorKind
from tutela.platform.permissions import Permission
from tutela.platform.services.service import require_service

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.evidence.model import LegalHold
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work

PURPOSE = "put under legal hold"


def hold_case(node: Node, actor: Actor, case_id: UUID, *, reason: str, reference: str) -> UUID:
    """Puts all that is and will be kept for a case, and for those that follow it, under legal hold.

    Raises PersonNeeded, CaseUnknown, HoldNeedsWords.
    """
    _require(actor)
    with node.work(actor, purpose=PURPOSE) as work:
        subject = store.subject(work.connection, case_id)
        if subject is None:
            raise CaseUnknown(case=case_id)
        holds.before_placing(work, subject.service_id, subject.ref)
        following = store.following(work.connection, case_id)
        for one in sorted([case_id, *following]):  # an item may be on its way into any of them
            store_place.lock(work.connection, one)
        return holds.place(
            work,
            service_id=subject.service_id,
            scope=HoldScope.CASE,
            ref=str(case_id),
            objects_now=store.objects_of_cases(work.connection, [case_id, *following]),
            reason=reason,
            reference=reference,
        )


def hold_account(
    node: Node, actor: Actor, service_id: str, account_ref: str, *, reason: str, reference: str
) -> UUID:
    """The same for an account of a service, in whatever case its items are.

    An account that nothing is known of yet may be held too: what comes of it is kept. Raises
    PersonNeeded, ServiceUnknown, HoldNeedsWords.
    """
    _require(actor)
    with node.work(actor, purpose=PURPOSE) as work:
        require_service(work.connection, service_id)
        holds.before_placing(work, service_id, account_ref)
        return holds.place(
            work,
            service_id=service_id,
            scope=HoldScope.ACCOUNT,
            ref=account_ref,
            objects_now=store.objects_of_account(work.connection, service_id, account_ref),
            reason=reason,
            reference=reference,
        )


def hold_object(node: Node, actor: Actor, object_id: UUID, *, reason: str, reference: str) -> UUID:
    """The same for one kept object. Raises PersonNeeded, EvidenceUnknown, HoldNeedsWords."""
    _require(actor)
    with node.work(actor, purpose=PURPOSE) as work:
        service_id = store.service_of_object(work.connection, object_id)
        if service_id is None:
            raise EvidenceUnknown(object=object_id)
        return holds.place(
            work,
            service_id=service_id,
            scope=HoldScope.OBJECT,
            ref=str(object_id),
            objects_now=[object_id],
            reason=reason,
            reference=reference,
        )


def before_keeping(work: Work, service_id: str, ref: str) -> None:
    """Waits for a hold that is being placed on a subject, so that `extend` sees it."""
    holds.before_keeping(work, service_id, ref)


def extend(work: Work, case_id: UUID, evidence_id: UUID | None) -> None:
    """Brings what was just kept, or went on to this case, under its holds and its account's."""
    subject = store.subject(work.connection, case_id) if evidence_id else None
    if subject and evidence_id:
        covered = _subjects(work.connection, case_id, subject)
        holds.extend(work, evidence_id, subject.service_id, covered)


def of_case(connection: Connection, case_id: UUID) -> list[LegalHold]:
    """The holds that stand on a case, on its account or on an object of it."""
    subject = store.subject(connection, case_id)
    if subject is None:
        raise CaseUnknown(case=case_id)
    own = [(HoldScope.OBJECT, str(one)) for one in store.objects_held(connection, case_id)]
    covered = _subjects(connection, case_id, subject)
    return holds.holds_on(connection, subject.service_id, [*covered, *own])


def erase_released(node: Node, hold_id: UUID) -> int:
    """Erases what a lifted hold kept though it was not confirmed, if that still is so; how many.

    What is over by its clock, or has its receipts, is erased by the jobs that look for that.
    """
    with node.read() as connection:
        waiting = holds.stopped_by(connection, hold_id)
    return sum(_erase_cleared(node, object_id) for object_id in waiting)


def _erase_cleared(node: Node, object_id: UUID) -> bool:
    with node.work(NODE, purpose="a legal hold was lifted") as work:
        evidence.lock(work, object_id)
        work.waited()
        if not store.only_cleared(work.connection, object_id):
            return False
        return evidence.erase(work, object_id, reason="not confirmed by a person")


def _require(actor: Actor) -> None:
    if actor.kind is not ActorKind.PERSON:
        raise PersonNeeded
    actor.require(Permission.LEGAL_HOLD)


def _subjects(
    connection: Connection, case_id: UUID, subject: store.Subject
) -> list[tuple[HoldScope, str]]:
    """What a case comes under: itself, the cases it follows, and its account."""
    account = subject.kind is SubjectKind.ACCOUNT
    cases = [case_id, *store.followed(connection, case_id)]
    return [
        *((HoldScope.CASE, str(one)) for one in cases),
        *([(HoldScope.ACCOUNT, subject.ref)] if account else []),
    ]
