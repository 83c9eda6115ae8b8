"""What follows on the service: the signed webhook that asks the platform to act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.casework import store
from tutela.platform.audit.model import Event
from tutela.platform.webhooks import service as webhooks

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.casework.model import ActionKind
    from tutela.casework.store import LockedItem
    from tutela.platform.work import Work


def request(work: Work, item: LockedItem, kind: ActionKind, decision_id: UUID | None) -> None:
    """Asks the platform to hold, remove or restore `item`; delivered at least once, by its id."""
    delivery_id = webhooks.send(
        work,
        item.service_id,
        f"item.{kind.value}",
        {
            "action": kind.value,
            "item": str(item.item_id),
            "case": str(item.case_id),
            "decision": str(decision_id) if decision_id else None,
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
