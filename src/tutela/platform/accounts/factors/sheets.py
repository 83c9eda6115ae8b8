"""Handing out recovery codes: they come with the first factor, and anew when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.accounts.factors import recovery, store
from tutela.platform.accounts.factors.errors import FactorAbsent
from tutela.platform.accounts.proving import require_fresh
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.accounts.model import Session
    from tutela.platform.node import Node
    from tutela.platform.secret import Secret
    from tutela.platform.work import Work


def new_codes(node: Node, session: Session) -> list[Secret]:
    """Ten recovery codes in the place of all others, shown only this once.

    Raises ProofNeeded and FactorAbsent.
    """
    with node.work(session.actor, purpose="make recovery codes") as work:
        account_id = require_fresh(work, session)
        if not store.standing(work.connection, account_id).has_factor:
            raise FactorAbsent
        return make(work, account_id)


def make(work: Work, account_id: UUID) -> list[Secret]:
    """The same, in a transaction that is under way."""
    made = recovery.generate()
    plain = [recovery.normal(one.reveal()) or "" for one in made]
    hashes = [recovery.code_hash(account_id, one) for one in plain]
    store.replace_codes(work.connection, account_id, hashes, work.now)
    work.record(
        Event.RECOVERY_MAKE,
        subject=("account", account_id),
        service_id=NODE_SERVICE,
        codes=len(made),
    )
    return made
