"""Ending factors: by the person with a fresh proof, or by whoever runs the node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.accounts import step_store
from tutela.platform.accounts import store as account_store
from tutela.platform.accounts.factors import passkey_store, store
from tutela.platform.accounts.factors.enrolling import APP
from tutela.platform.accounts.factors.errors import FactorAbsent
from tutela.platform.accounts.factors.registering import PASSKEY
from tutela.platform.accounts.finding import require_account
from tutela.platform.accounts.proving import require_fresh
from tutela.platform.accounts.sessions import close_all
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.accounts.factors.model import Standing
    from tutela.platform.accounts.model import Session
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work


def standing_of(node: Node, session: Session) -> Standing:
    """What the person has beside the password."""
    with node.read() as connection:
        return store.standing(connection, session.account_id)


def remove_app(node: Node, session: Session) -> None:
    """Removes the person's authenticator app; other sessions end.

    With the last factor the recovery codes end too. Raises ProofNeeded and FactorAbsent.
    """
    with node.work(session.actor, purpose="remove a factor") as work:
        account_id = require_fresh(work, session)
        if not store.remove_app(work.connection, account_id):
            raise FactorAbsent
        _removed(work, session, account_id, factor=APP)


def remove_passkey(node: Node, session: Session, passkey_id: UUID) -> None:
    """Removes one of the person's passkeys, as an app. Raises ProofNeeded and FactorAbsent."""
    with node.work(session.actor, purpose="remove a factor") as work:
        account_id = require_fresh(work, session)
        if not passkey_store.remove(work.connection, account_id, passkey_id):
            raise FactorAbsent
        _removed(work, session, account_id, factor=PASSKEY, passkey=str(passkey_id))


def reset_factors(node: Node, actor: Actor, name: str, *, reason: str = "") -> bool:
    """Ends every factor and recovery code of an account, and its sessions; the password stays.

    False if there was no factor. Raises Forbidden and AccountUnknown.
    """
    actor.require(Permission.ACCOUNT_MANAGE)
    with node.work(actor, purpose="reset the factors of an account") as work:
        account_id = require_account(work.connection, name).id
        # Nobody comes in by a code or a passkey while it is taken away.
        account_store.credentials_held(work.connection, account_id)
        had = store.remove_app(work.connection, account_id)
        had |= bool(passkey_store.remove_all(work.connection, account_id))
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


def _removed(work: Work, session: Session, account_id: UUID, **facts: str) -> None:
    if not store.standing(work.connection, account_id).has_factor:
        store.remove_codes(work.connection, account_id)
    work.record(
        Event.FACTOR_REMOVE, subject=("account", account_id), service_id=NODE_SERVICE, **facts
    )
    close_all(work, account_id, "factor removed", but=session.fingerprint)
