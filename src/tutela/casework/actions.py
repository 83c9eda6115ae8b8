"""What follows on the service: the signed webhook that asks the platform to act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.casework import store
from tutela.casework.children import AccountAction, shown
from tutela.casework.handover import words
from tutela.platform.audit.model import Event
from tutela.platform.webhooks import service as webhooks

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from tutela.casework.children import Circumstance
    from tutela.casework.model import ActionKind
    from tutela.casework.store import LockedItem
    from tutela.law.model import Finding
    from tutela.platform.work import Work

SUPPORT, SUPPORT_END = "account.support", "account.support-end"


def request(
    work: Work,
    item: LockedItem,
    kind: ActionKind,
    decision_id: UUID | None,
    finding: Finding | None = None,
    *,
    until: datetime | None = None,
    account: AccountAction = AccountAction.NONE,
    account_before: AccountAction = AccountAction.NONE,
) -> None:
    """Asks the platform to do something with `item`; delivered at least once, by its id.

    `finding` is what people found, in words too where the platform must know what to do with it;
    `until` is how long they leave the item kept from view. `account` is what they propose for the
    account, `account_before` what a decision proposed that is reversed by this.
    """
    supported = item.circumstance if account is AccountAction.SUPPORT else None
    delivery_id = webhooks.send(
        work,
        item.service_id,
        f"item.{kind.value}",
        {
            "action": kind.value,
            "item": str(item.item_id),
            "case": str(item.case_id),
            "decision": str(decision_id) if decision_id else None,
            "finding": finding.value if finding else None,
            "words": words(finding, until) if finding else "",
            "until": until.isoformat() if until else None,
            "account_action": account.value,
            "account_before": account_before.value,
            "support": shown(supported) if supported else None,
            "surface": item.surface,
            "account": item.account_ref or None,
            "id": item.external_id or None,
            "sha256": item.sha256,
            "at": work.now.isoformat(),
        },
    )
    action_id = work.new_id()
    store.add_action(
        work.connection,
        action_id=action_id,
        service_id=item.service_id,
        item_id=item.item_id,
        decision_id=decision_id,
        delivery_id=delivery_id,
        kind=kind.value,
        now=work.now,
    )
    work.record(
        Event.ACTION_REQUEST,
        subject=("item", item.item_id),
        service_id=item.service_id,
        action=kind.value,
        delivery=str(delivery_id),
        decision=str(decision_id) if decision_id else None,
    )


def support(
    work: Work, item: LockedItem, circumstance: Circumstance, words: Mapping[str, Any]
) -> None:
    """Asks the platform to show a child support on their account; it restricts nothing."""
    more = {"circumstance": circumstance.value, "support": words}
    webhooks.send(work, item.service_id, SUPPORT, {**_account(work, item), **more})


def end_support(work: Work, item: LockedItem) -> None:
    """Tells the platform that such support was asked for by mistake, and ends."""
    webhooks.send(work, item.service_id, SUPPORT_END, _account(work, item))


def _account(work: Work, item: LockedItem) -> dict[str, Any]:
    return {
        "account": item.account_ref,
        "case": str(item.case_id),
        "at": work.now.isoformat(),
    }
