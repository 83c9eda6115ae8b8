"""Where an account reads e-mail is forgotten as soon as nothing needs it, and by its clock at last.

It is needed while an item of the account waits for a decision, and while a statement to it is kept.
A letter that waits to leave carries its own address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.detection import store_mailboxes
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.redress.statements import store_mailboxes as store

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work

AT_ONCE: Final = 200


def erase_due(node: Node) -> None:
    """Erases the addresses that nothing needs, and those whose clock ran out. Safe to run again."""
    while _some(node):
        pass


def forget(node: Node, actor: Actor, service_id: str, account: str) -> bool:
    """Erases where an account reads e-mail, because it is gone; whether it was known.

    Raises Forbidden.
    """
    actor.require(Permission.DELIVERY_RETRY)
    with node.work(actor, purpose="forget where an account reads e-mail") as work:
        found = store.of_account(work.connection, service_id, account)
        if found is not None:
            _erase(work, found, service_id, "the account is gone")
        return found is not None


def _some(node: Node) -> int:
    with node.work(NODE, purpose="erase e-mail addresses") as work:
        due = store.due(work.connection, work.now, AT_ONCE)
        for mailbox_id, service_id, over in due:
            why = "its clock ran out" if over else "nothing needs it any more"
            _erase(work, mailbox_id, service_id, why)
        return len(due)


def _erase(work: Work, mailbox_id: UUID, service_id: str, why: str) -> None:
    store_mailboxes.erase(work.connection, mailbox_id, work.now)
    work.record(
        Event.MAILBOX_ERASE, subject=("mailbox", mailbox_id), service_id=service_id, reason=why
    )
