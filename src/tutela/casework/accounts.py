"""Taking back that an account is to be closed, and nothing else: what was found stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.casework import findings, store
from tutela.casework.children import AccountAction
from tutela.casework.errors import AccountNotClosed
from tutela.platform.audit.model import Event
from tutela.platform.webhooks import service as webhooks

if TYPE_CHECKING:
    from tutela.casework.store import LockedItem
    from tutela.platform.work import Work

REOPEN: Final = "account.restore"


def reopen(work: Work, item: LockedItem, reason: str) -> None:
    """Takes back what the decision in force on a locked item proposed for its account, and tells
    the platform. The finding stays, with its report and its restriction. Raises AccountNotClosed.
    """
    standing = findings.in_force(work, item)
    if standing is None or not standing.closes_account:
        raise AccountNotClosed
    store.set_decision(work.connection, standing.id, account_lifted_at=work.now)
    work.record(
        Event.DECISION_LIFT,
        subject=("item", item.item_id),
        service_id=item.service_id,
        reason=reason,
        case=str(item.case_id),
        decision=str(standing.id),
        account=AccountAction.BAN.value,
    )
    body = {
        "report": None,
        "case": str(item.case_id),
        "item": str(item.item_id),
        "account": item.account_ref or None,
        "id": item.external_id or None,
        "decision": str(standing.id),
    }
    webhooks.send(work, item.service_id, REOPEN, body)
