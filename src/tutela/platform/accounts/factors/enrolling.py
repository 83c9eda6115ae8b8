"""Setting up an authenticator app: a secret is shown, and one code proves that the app has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.platform.accounts import gate
from tutela.platform.accounts.factors import codes, sealing, sheets, store, totp
from tutela.platform.accounts.factors.errors import CodeRefused, FactorAbsent, FactorPresent
from tutela.platform.accounts.factors.model import App, Method
from tutela.platform.accounts.proving import require_fresh, require_recent
from tutela.platform.accounts.sessions import close_all
from tutela.platform.accounts.throttle import Kind
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE

if TYPE_CHECKING:
    from tutela.platform.accounts.model import Session
    from tutela.platform.node import Node
    from tutela.platform.secret import Secret
    from tutela.platform.work import Work

APP = "authenticator-app"
_SHORT_ID = 8


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an app is given: the secret alone, and the address that holds everything."""

    secret: Secret
    address: Secret


def start(node: Node, session: Session) -> None:
    """Makes a new secret for an app; one that was begun and not confirmed is forgotten.

    Raises ProofNeeded and FactorPresent.
    """
    with node.work(session.actor, purpose="set up an authenticator app") as work:
        account_id = require_fresh(work, session)
        present = store.find_app(work.connection, account_id)
        if present and present.confirmed_at:
            raise FactorPresent
        store.remove_app(work.connection, account_id)
        sealed = sealing.seal(node.keys.evidence, account_id, totp.new_secret())
        store.add_app(work.connection, App(account_id, sealed, work.now), work.new_id())


def started(node: Node, session: Session) -> Enrolment:
    """What is to be put into the app, until it is confirmed.

    Raises ProofNeeded and FactorAbsent.
    """
    require_recent(session, node.clock.now())
    account_id = session.account_id
    with node.read() as connection:
        app = store.find_app(connection, account_id)
    if app is None or app.confirmed_at:
        raise FactorAbsent
    secret = sealing.unseal(node.keys.evidence, account_id, app.sealed_secret)
    issuer = f"Tutela {str(node.identity.id)[-_SHORT_ID:]}"
    return Enrolment(secret, totp.address(secret, session.actor.name, issuer))


def confirm(node: Node, session: Session, code: Secret, source: str) -> list[Secret]:
    """Makes the app a factor, and closes the person's other sessions.

    Returns recovery codes, shown only this once, if it is the first factor; else none. Raises
    ProofNeeded, FactorAbsent, CodeRefused and TooManyAttempts.
    """
    require_recent(session, node.clock.now())
    who = gate.caller(node, session.actor.name, source, Kind.FACTOR)
    gate.admit(node, who)
    try:
        with node.work(session.actor, purpose="set up an authenticator app") as work:
            made = _confirm(work, session, code)
    except CodeRefused:
        gate.refuse(node, who, Method.CODE)
        raise
    gate.take_back(node, who)
    return made


def _confirm(work: Work, session: Session, code: Secret) -> list[Secret]:
    account_id = require_fresh(work, session)
    app = store.find_app(work.connection, account_id)
    if app is None or app.confirmed_at:
        raise FactorAbsent
    first = not store.standing(work.connection, account_id).has_factor
    codes.take_of_app(work, app, "".join(code.reveal().split()))
    store.confirm_app(work.connection, account_id, work.now)
    work.record(
        Event.FACTOR_ADD, subject=("account", account_id), service_id=NODE_SERVICE, factor=APP
    )
    close_all(work, account_id, "factor added", but=session.fingerprint)
    return sheets.make(work, account_id) if first else []
