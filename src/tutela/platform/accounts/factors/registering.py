"""Adding a passkey: a challenge, the authenticator's answer, and a name the person gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.accounts import steps
from tutela.platform.accounts import store as account_store
from tutela.platform.accounts.factors import passkey_store, passkeys, sheets, store
from tutela.platform.accounts.factors.errors import PasskeyNameInvalid, PasskeyRefused
from tutela.platform.accounts.factors.model import Passkey
from tutela.platform.accounts.factors.signing import Ceremony, use_up
from tutela.platform.accounts.proving import require_fresh
from tutela.platform.accounts.sessions import close_all
from tutela.platform.accounts.steps import Kind
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.accounts.factors.passkeys import Registered
    from tutela.platform.accounts.model import Session
    from tutela.platform.node import Node
    from tutela.platform.secret import Secret
    from tutela.platform.work import Work

PURPOSE = "add a passkey"
PASSKEY = "passkey"
LONGEST_NAME = 40


def start(node: Node, session: Session, name: str) -> Ceremony:
    """A challenge for a new passkey.

    Raises ProofNeeded, PasskeyNameInvalid and PasskeysOff.
    """
    place = passkeys.place_of(node.settings)
    _checked(name)
    with node.work(session.actor, purpose=PURPOSE) as work:
        account_id = require_fresh(work, session)
        account = account_store.account_of(work.connection, account_id)
        step = steps.issue(work, Kind.PASSKEY_ADD, account_id)
        present = [one.credential_id for one in passkey_store.of(work.connection, account_id)]
    return Ceremony(step, passkeys.options_to_register(place, account, step, present))


def finish(node: Node, session: Session, step: Secret, answer: str, name: str) -> list[Secret]:
    """Adds the passkey that `answer` brings, and closes the person's other sessions.

    Returns recovery codes, shown only this once, if it is the first factor; else none. Raises
    StepEnded, ProofNeeded, PasskeyNameInvalid, PasskeyRefused and PasskeysOff.
    """
    place, name = passkeys.place_of(node.settings), _checked(name)
    use_up(node, Kind.PASSKEY_ADD, step, session.account_id)
    made = passkeys.registered(place, step, answer)
    with node.work(session.actor, purpose=PURPOSE) as work:
        account_id = require_fresh(work, session)
        first = not store.standing(work.connection, account_id).has_factor
        _add(work, account_id, made, name)
        close_all(work, account_id, "factor added", but=session.fingerprint)
        return sheets.make(work, account_id) if first else []


def _add(work: Work, account_id: UUID, made: Registered, name: str) -> None:
    one = Passkey(
        id=work.new_id(),
        account_id=account_id,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        name=name,
        added_at=work.now,
    )
    if not passkey_store.add(work.connection, one):
        raise PasskeyRefused
    work.record(
        Event.FACTOR_ADD,
        subject=("account", account_id),
        service_id=NODE_SERVICE,
        factor=PASSKEY,
        passkey=str(one.id),
    )


def _checked(name: str) -> str:
    plain = name.strip()
    if not 1 <= len(plain) <= LONGEST_NAME or not plain.isprintable():
        raise PasskeyNameInvalid(longest=LONGEST_NAME)
    return plain
