"""What a recipient found, and putting right what proves wrong: item, account, notice, indicator.

A recipient's "not abuse material" reverses the decision, asks the platform to restore item and
account and to tell the user, withdraws an indicator that listed those very bytes, counts an error
of the technology that made the match, and drafts corrections for every other recipient.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from tutela.casework import findings
from tutela.casework import store as cases
from tutela.casework.tables import case_item
from tutela.detection import store as detections
from tutela.indicators.selectors import ByIds
from tutela.indicators.withdrawing import withdraw
from tutela.law.model import WithdrawalCause
from tutela.platform.actor import Actor, ActorKind
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.platform.webhooks import service as webhooks
from tutela.reporting import facts_store, moves, receipt_store, store
from tutela.reporting.errors import ItemNotReported, OutcomeEarly, OutcomeKnown, SenderNotPerson
from tutela.reporting.machine import ReportState

if TYPE_CHECKING:
    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.reporting.records import ReportRow

# Told to the platform: what it did to the account, and told the user, is to be put right.
RESTORE_ACCOUNT, CORRECT_NOTICE = "account.restore", "notice.correct"

# What the node may do by itself once a person has recorded a recipient's finding.
_PUTTING_RIGHT = Actor(
    ActorKind.NODE, "node", "this node", frozenset({Permission.INDICATOR_WITHDRAW})
)


class Found(StrEnum):
    """What a recipient may say of an item, or of a report as a whole."""

    CONFIRMED = "confirmed"
    NOT_ABUSE_MATERIAL = "not-abuse-material"
    INVESTIGATION = "investigation"
    NO_ACTION = "no-action"
    UNFOUNDED = "manifestly-unfounded"


def record(
    node: Node,
    actor: Actor,
    report_id: UUID,
    found: Found,
    *,
    item_id: UUID | None = None,
    reference: str = "",
    reason: str = "",
) -> None:
    """Records what the recipient of a filed report found, and starts what follows from it.

    Raises ReportUnknown, OutcomeEarly, ItemNotReported (also where "not abuse material" names no
    item), OutcomeKnown, SenderNotPerson.
    """
    if actor.kind is not ActorKind.PERSON:
        raise SenderNotPerson
    actor.require(Permission.OUTCOME_RECORD)
    with node.work(actor, purpose="record a recipient's finding") as work:
        note(work, report_id, found, item_id=item_id, reference=reference, reason=reason)


def note(
    work: Work,
    report_id: UUID,
    found: Found,
    *,
    item_id: UUID | None = None,
    reference: str = "",
    reason: str = "",
) -> None:
    """The same within a work whose person may record it. Raises as `record` does."""
    row = moves.lock(work, report_id)
    if row.state is not ReportState.FILED:
        raise OutcomeEarly(state=row.state.value)
    known = {one.item_id for one in store.items(work.connection, row.id)}
    wrong = found is Found.NOT_ABUSE_MATERIAL
    if (item_id is not None and item_id not in known) or (wrong and item_id is None):
        raise ItemNotReported(report=report_id, item=item_id or "(none was named)")
    outcome_id = _add(work, row, found, item_id, reference.strip(), reason.strip())
    if wrong and item_id is not None:
        _put_right(work, row, item_id, outcome_id, reference.strip())


def withdraw_indicators(node: Node, *, subject_id: str) -> None:
    """Withdraws the indicators that listed the very bytes a recipient found to be none."""
    with node.read() as connection:
        wrong = receipt_store.rejected_items(connection, UUID(subject_id))
        matches = facts_store.matches(connection, wrong)
    listed = {
        (one.bank, one.indicator_id)
        for item_id in wrong
        for one in matches.get(item_id, ())
        if one.exact
    }
    for bank, indicator_id in sorted(listed):
        withdraw(
            node,
            _PUTTING_RIGHT,
            bank,
            ByIds.of(indicator_id),
            cause=WithdrawalCause.WRONG,
            reason=f"the recipient of report {subject_id} found that it is not abuse material",
        )


def _add(
    work: Work, row: ReportRow, found: Found, item_id: UUID | None, reference: str, reason: str
) -> UUID:
    outcome_id = work.new_id()
    values: dict[str, object] = {
        "id": outcome_id,
        "service_id": row.service_id,
        "report_id": row.id,
        "item_id": item_id,
        "outcome": found.value,
        "reference": reference,
        "reason": reason,
        "recorded_by": work.actor.id,
        "recorded_by_name": work.actor.name,
        "recorded_at": work.now,
    }
    if not receipt_store.add_outcome(work.connection, values):
        raise OutcomeKnown(item=item_id)
    moves.tell(
        work,
        row,
        Event.OUTCOME_RECORD,
        reason=reason,
        outcome=found.value,
        item=str(item_id) if item_id else None,
    )
    return outcome_id


def _put_right(work: Work, row: ReportRow, item_id: UUID, outcome_id: UUID, reference: str) -> None:
    [item] = cases.lock_items(work.connection, case_item.c.item_id == item_id)
    _count(work, row, item_id, outcome_id)
    said = f"the recipient of report {row.id} found it is not abuse material ({reference or '-'})"
    if not findings.overturn(work, item, said):
        return
    body = {
        "report": str(row.id),
        "case": str(item.case_id),
        "item": str(item_id),
        "account": item.account_ref or None,
        "id": item.external_id or None,
    }
    for kind in (RESTORE_ACCOUNT, CORRECT_NOTICE):
        webhooks.send(work, row.service_id, kind, body)


def _count(work: Work, row: ReportRow, item_id: UUID, outcome_id: UUID) -> None:
    """Counts the error once for each technology that matched, and once for the surface."""
    matches = facts_store.matches(work.connection, [item_id]).get(item_id, ())
    for technology_id in {one.technology_id for one in matches}:
        values: dict[str, object] = {
            "id": work.new_id(),
            "service_id": row.service_id,
            "technology_id": technology_id,
            "item_id": item_id,
            "outcome_id": outcome_id,
            "counted_at": work.now,
        }
        receipt_store.count_technology_error(work.connection, values)
    if matches:
        [fact] = facts_store.items(work.connection, [item_id])
        detections.mark_undone(work.connection, item_id, work.now)
        detections.count_error(work.connection, fact.service_id, fact.surface, work.now.date())
