"""What a final decision changes: the restriction, the holds, the evidence, the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.casework import actions, store
from tutela.casework.model import ActionKind, Decision, DecisionState
from tutela.evidence import service as evidence
from tutela.law.model import Finding
from tutela.platform.audit.model import Event

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.casework.store import LockedItem
    from tutela.platform.work import Work


def follow(work: Work, item: LockedItem, made: Decision) -> None:
    """Carries a final decision out: restrict or restore, end the holds, close the case."""
    confirmed = made.finding is Finding.CONFIRMED
    if made.reverses_id:
        state = DecisionState.REVERSED.value
        store.set_decision(work.connection, made.reverses_id, state=state)
    _end_holds(work, item, made)
    store.set_item(work.connection, item.item_id, restricted=confirmed, restoration_proposed=False)
    if confirmed:
        actions.request(work, item, ActionKind.REMOVE, made.id)
    elif item.restricted:
        actions.request(work, item, ActionKind.RESTORE, made.id)
    if not confirmed:
        _erase_evidence(work, item)
    close_if_done(work, item.service_id, item.case_id)


def close_if_done(work: Work, service_id: str, case_id: UUID) -> None:
    """Closes an open case once no item of it waits for a person."""
    if store.undecided(work.connection, case_id):
        return
    if store.close_case(work.connection, case_id, work.now):
        work.record(Event.CASE_CLOSE, subject=("case", case_id), service_id=service_id)


def _end_holds(work: Work, item: LockedItem, made: Decision) -> None:
    for hold_id in store.end_holds(work.connection, item.item_id, made.finding.value, work.now):
        work.record(
            Event.HOLD_END,
            subject=("item", item.item_id),
            service_id=item.service_id,
            hold=str(hold_id),
            decision=str(made.id),
        )


def _erase_evidence(work: Work, item: LockedItem) -> None:
    """What was not confirmed is erased at once, unless another item still needs the same bytes."""
    if item.evidence_id is None:
        return
    # Whoever adds an item with the same bytes waits here too, so none can lose them.
    evidence.lock(work, item.evidence_id)
    if store.all_rejected(work.connection, item.evidence_id):
        evidence.erase(work, item.evidence_id, reason="not confirmed by a person")
