"""Ending factors: by the person with a fresh proof, or by whoever runs the node."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tutela.platform.accounts import step_store
from tutela.platform.accounts.factors import store
from tutela.platform.accounts.factors.enrolling import APP
from tutela.platform.accounts.factors.errors import FactorAbsent
from tutela.platform.accounts.proving import require_fresh
from tutela.platform.accounts.service import require_account
from tutela.platform.accounts.sessions import close_all
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from tutela.platform.accounts.factors.model import Standing
    from tutela.platform.accounts.model import Session
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node


def standing_of(node: Node, session: Session) -> Standing:
    """What the person has beside the password."""
    with node.read() as connection:
        return store.standing(connection, UUID(session.actor.id))


def remove_app(node: Node, session: Session) -> None:
    """Removes the person's authenticator app and the recovery codes; other sessions end.

    Raises ProofNeeded and FactorAbsent.
    """
    with node.work(session.actor, purpose="remove a factor") as work:
        account_id = require_fresh(work, session)
        if not store.remove_app(work.connection, account_id):
            raise FactorAbsent
        store.remove_codes(work.connection, account_id)
        work.record(
            Event.FACTOR_REMOVE,
            subject=("account", account_id),
            service_id=NODE_SERVICE,
            factor=APP,
        )
        close_all(work, account_id, "factor removed", but=session.fingerprint)


def reset_factors(node: Node, actor: Actor, name: str, *, reason: str = "") -> bool:
    """Ends every factor and recovery code of an account, and its sessions; the password stays.

    False if there was no factor. Raises Forbidden and AccountUnknown.
    """
    actor.require(Permission.ACCOUNT_MANAGE)
    with node.work(actor, purpose="reset the factors of an account") as work:
        account_id = require_account(work, name).id
        had = store.remove_app(work.connection, account_id)
        store.remove_codes(work.connection, account_id)
        step_store.forget_of(work.connection, account_id)
        work.record(
            Event.FACTOR_RESET,
            subject=("account", account_id),
            service_id=NODE_SERVICE,
            reason=reason,
        )
        close_all(work, account_id, "factors reset")
        return had
