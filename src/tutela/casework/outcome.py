"""What a final decision changes: the restriction, the holds, the evidence, the case.

The table `consequence.CONSEQUENCES` says what; this carries it out inside the work of a decision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.casework import actions, store
from tutela.casework.children import AccountAction
from tutela.casework.consequence import CONSEQUENCES, Held
from tutela.casework.model import ActionKind, Decision, DecisionState
from tutela.evidence import service as evidence
from tutela.law.model import Finding, SurfaceKind
from tutela.platform.audit.model import Event
from tutela.platform.services.service import require_surface

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.casework.consequence import Consequence
    from tutela.casework.store import LockedItem
    from tutela.platform.work import Work


def follow(work: Work, item: LockedItem, made: Decision) -> None:
    """Carries a final decision out: restrict or restore, end the holds, close the case."""
    then = CONSEQUENCES[made.finding]
    # What a mark asked for at once ends where the finding says that it was wrong.
    ends_support = item.childs_account and not then.supports
    before = AccountAction.SUPPORT if ends_support else AccountAction.NONE
    if made.reverses_id:
        reversed_ = store.account_action(work.connection, made.reverses_id)
        before = before if reversed_ is AccountAction.NONE else reversed_
        state = DecisionState.REVERSED.value
        store.set_decision(work.connection, made.reverses_id, state=state)
    until = _kept_until(work, item, then)
    if until is None:
        end_holds(work, item, made.finding.value, decision=made.id)
    restricted = then.held is Held.FOR_GOOD or until is not None
    store.set_item(work.connection, item.item_id, restricted=restricted, restoration_proposed=False)
    _ask(work, item, made, until, before)
    if then.erases:
        _erase_evidence(work, item)
    close_if_done(work, item.service_id, item.case_id)


def let_go(work: Work, item: LockedItem) -> None:
    """Restores an item whose clock ran out after people found that nothing more keeps it."""
    end_holds(work, item, Finding.AGE_AMBIGUOUS.value)
    store.set_item(work.connection, item.item_id, restricted=False)
    actions.request(work, item, ActionKind.RESTORE, None, Finding.AGE_AMBIGUOUS)


def close_if_done(work: Work, service_id: str, case_id: UUID) -> None:
    """Closes an open case once no item of it waits for a person."""
    if store.undecided(work.connection, case_id):
        return
    if store.close_case(work.connection, case_id, work.now):
        work.record(Event.CASE_CLOSE, subject=("case", case_id), service_id=service_id)


def end_holds(work: Work, item: LockedItem, reason: str, decision: UUID | None = None) -> None:
    """Ends the running holds of an item, each with its audit row."""
    for hold_id in store.end_holds(work.connection, item.item_id, reason, work.now):
        work.record(
            Event.HOLD_END,
            subject=("item", item.item_id),
            service_id=item.service_id,
            hold=str(hold_id),
            decision=str(decision) if decision else None,
        )


def _kept_until(work: Work, item: LockedItem, then: Consequence) -> datetime | None:
    """Until when a finding leaves the item kept from view; None where it does not, or no more."""
    if then.held is not Held.UNTIL_CLOCK or not item.restricted:
        return None
    due_at = store.hold_due(work.connection, item.item_id)
    return due_at if due_at and due_at > work.now else None


def _ask(
    work: Work,
    item: LockedItem,
    made: Decision,
    until: datetime | None,
    before: AccountAction,
) -> None:
    """Asks the platform for what follows: one message, for of two the later one would hold."""
    kind = CONSEQUENCES[made.finding].asks(
        restricted=item.restricted, kept=until is not None, hosting=_is_hosted(work, item)
    )
    if kind:
        actions.request(
            work,
            item,
            kind,
            made.id,
            made.finding,
            until=until,
            account=_for_account(item, made),
            account_before=before,
        )


def _for_account(item: LockedItem, made: Decision) -> AccountAction:
    """What was proposed for the account, but for support whose mark is off by now."""
    off = made.account_action is AccountAction.SUPPORT and not item.childs_account
    return AccountAction.NONE if off else made.account_action


def _is_hosted(work: Work, item: LockedItem) -> bool:
    found = require_surface(work.connection, item.service_id, item.surface)
    return found.kind is SurfaceKind.HOSTING


def _erase_evidence(work: Work, item: LockedItem) -> None:
    """What was not confirmed is erased at once, unless another item still needs the same bytes."""
    if item.evidence_id is None:
        return
    # Whoever adds an item with the same bytes waits here too, so none can lose them.
    evidence.lock(work, item.evidence_id)
    if store.all_cleared(work.connection, item.evidence_id):
        evidence.erase(work, item.evidence_id, reason="not confirmed by a person")
