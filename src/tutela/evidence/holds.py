"""Legal holds: while one stands, nothing erases the kept bytes it is on, neither clock nor finding.

A hold names one object, a case or an account. What is kept for that case or account later comes
under it too (`extend`), also in the cases that follow a closed one. An erasure that a hold stops is
noted once, and done when the hold is lifted, if it is still due. Lifting takes two people. What
reports said is not kept by a hold: reports have their own clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tutela.evidence import holds_store as store
from tutela.evidence import store as objects
from tutela.evidence.errors import HoldNeedsWords, LegalHoldLifted, LegalHoldUnknown
from tutela.evidence.model import HoldScope, LegalHold
from tutela.platform.approvals import asking
from tutela.platform.approvals.model import Act, Asked
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from typing import NoReturn

    from sqlalchemy import Connection

    from tutela.platform.actor import Actor
    from tutela.platform.approvals.model import Request
    from tutela.platform.node import Node
    from tutela.platform.work import Work

LONGEST_LIST = 500


def before_placing(work: Work, service_id: str, ref: str) -> None:
    """Waits for those who are keeping bytes for this subject; others wait until `work` ends.

    Whoever places a hold on more than one object calls this before looking at what is kept: else
    what is being kept at that moment would see no hold, and the hold would not see it.
    """
    store.take_turns(work.connection, service_id, ref, shared=False)
    work.waited()


def before_keeping(work: Work, service_id: str, ref: str) -> None:
    """Waits for a hold that is being placed. Called before anything of a case is locked."""
    store.take_turns(work.connection, service_id, ref, shared=True)


def place(
    work: Work,
    *,
    service_id: str,
    scope: HoldScope,
    ref: str,
    objects_now: Iterable[UUID],
    reason: str,
    reference: str,
) -> UUID:
    """Puts a hold on the live objects given, and on those that come under its scope later.

    `reference` names what asks for it, such as a court's file number. Raises HoldNeedsWords.
    """
    work.actor.require(Permission.LEGAL_HOLD)
    if not reason.strip() or not reference.strip():
        raise HoldNeedsWords
    one = LegalHold(
        id=work.new_id(),
        service_id=service_id,
        scope=scope,
        subject_ref=ref,
        reason=reason.strip(),
        reference=reference.strip(),
        placed_by=work.actor.id,
        placed_by_name=work.actor.name,
        placed_at=work.now,
        lifted_by=None,
        lifted_by_name=None,
        lifted_reason=None,
        lifted_at=None,
        objects=0,
    )
    store.add(work.connection, one)
    held = sum(_put(work, one.id, service_id, each) for each in sorted(set(objects_now)))
    work.record(
        Event.LEGAL_HOLD_PLACE,
        subject=("legal-hold", one.id),
        service_id=service_id,
        reason=one.reason,
        scope=scope.value,
        reference=one.reference,
        objects=held,
    )
    return one.id


def extend(
    work: Work, object_id: UUID, service_id: str, subjects: Collection[tuple[HoldScope, str]]
) -> None:
    """Brings an object under the holds that stand on what it now belongs to."""
    for hold_id in store.covering(work.connection, service_id, subjects):
        if _put(work, hold_id, service_id, object_id):
            work.record(
                Event.LEGAL_HOLD_EXTEND,
                subject=("legal-hold", hold_id),
                service_id=service_id,
                object=str(object_id),
            )


def lift(node: Node, actor: Actor, hold_id: UUID, *, reason: str) -> NoReturn:
    """Asks that a hold be lifted: what it keeps may be gone within minutes after.

    Raises AwaitsApproval once that is written down; HoldNeedsWords, LegalHoldUnknown,
    LegalHoldLifted before.
    """
    actor.require(Permission.LEGAL_HOLD)
    if not reason.strip():
        raise HoldNeedsWords
    with node.work(actor, purpose="lift a legal hold") as work:
        one = _standing(work, hold_id)
        told = (
            f"The legal hold for {one.reference} is lifted: it is on {one.objects} of the kept "
            "objects. What is due of them is erased within minutes."
        )
        waits = asking.ask(work, Asked(Act.LIFT, one.service_id, str(hold_id), (told,)), reason)
    raise waits


def carry_out(work: Work, request: Request) -> None:
    """Lifts a hold that another person agreed to lift; what it stopped, and is still due, is
    erased by the jobs that follow. Raises LegalHoldLifted.
    """
    one = _standing(work, UUID(request.asked.subject))
    store.lift(
        work.connection,
        one.id,
        lifted_by=request.asked_by,
        lifted_by_name=request.asked_name,
        lifted_reason=request.reason,
        lifted_at=work.now,
    )
    work.record(
        Event.LEGAL_HOLD_LIFT,
        subject=("legal-hold", one.id),
        service_id=one.service_id,
        reason=request.reason,
        reference=one.reference,
    )


def _standing(work: Work, hold_id: UUID) -> LegalHold:
    """A hold that stands, locked. Raises LegalHoldUnknown and LegalHoldLifted."""
    one = store.find(work.connection, hold_id, locked=True)
    if one is None:
        raise LegalHoldUnknown(hold=hold_id)
    if one.lifted_at is not None:
        raise LegalHoldLifted(hold=hold_id, lifted_at=f"{one.lifted_at:%Y-%m-%d %H:%M} UTC")
    return one


def stops(work: Work, object_id: UUID, service_id: str, because: str) -> bool:
    """Whether a hold stops erasing this locked object; the first time, that is noted."""
    holds = store.on_object(work.connection, object_id)
    for hold_id in store.note_refusals(work.connection, object_id, because, work.now):
        work.record(
            Event.LEGAL_HOLD_REFUSE,
            subject=("legal-hold", hold_id),
            service_id=service_id,
            reason=because,
            object=str(object_id),
        )
    return bool(holds)


def stopped_by(connection: Connection, hold_id: UUID) -> list[UUID]:
    """The objects whose erasure this hold stopped, and that nothing holds any more."""
    return store.stopped_by(connection, hold_id)


def holds_on(
    connection: Connection, service_id: str, subjects: Collection[tuple[HoldScope, str]]
) -> list[LegalHold]:
    """The holds that stand on these subjects, the latest first."""
    return store.holds(connection, store.covering(connection, service_id, subjects), LONGEST_LIST)


def list_holds(node: Node, actor: Actor, *, everything: bool = False) -> list[LegalHold]:
    """The holds that stand, the latest first; `everything`: the lifted ones too."""
    actor.require(Permission.CASE_READ)
    with node.read() as connection:
        return store.every(connection, LONGEST_LIST, lifted=everything)


def _put(work: Work, hold_id: UUID, service_id: str, object_id: UUID) -> bool:
    """Puts a hold on one object; False if it was erased, or the hold is on it already."""
    # Whoever erases takes the same lock first, and looks for holds after it.
    objects.lock(work.connection, object_id)
    return store.put(work.connection, work.new_id(), hold_id, service_id, object_id)
