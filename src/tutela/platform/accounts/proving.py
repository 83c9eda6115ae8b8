"""Proving again that it is you, before what you sign in with may be changed.

A session may lie open on an unattended desk. So factors are changed within five minutes of a proof:
signing in is one, and so is another code or a passkey (or the password, while there is no factor).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tutela.platform.accounts import gate, signin, steps, store
from tutela.platform.accounts.errors import CredentialsRefused
from tutela.platform.accounts.factors import codes
from tutela.platform.accounts.factors import store as factor_store
from tutela.platform.accounts.factors.errors import CodeRefused, PasskeyNeeded, ProofNeeded
from tutela.platform.accounts.factors.model import Method
from tutela.platform.accounts.throttle import Kind
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.platform.accounts.model import Session
    from tutela.platform.node import Node
    from tutela.platform.secret import Secret
    from tutela.platform.work import Work

FRESH = timedelta(minutes=5)
PURPOSE = "prove who it is"


def require_recent(session: Session, now: datetime) -> None:
    """Raises ProofNeeded unless the person proved lately who they are."""
    if not recent(session, now):
        raise ProofNeeded


def recent(session: Session, now: datetime) -> bool:
    """Whether they did. A proof from the future, after the clock was put back, is none."""
    return timedelta(0) <= now - session.proven_at < FRESH


def require_fresh(work: Work, session: Session) -> UUID:
    """The account behind `session`, held until this transaction ends. Raises ProofNeeded."""
    require_recent(session, work.now)
    store.credentials_held(work.connection, session.account_id)
    return session.account_id


def require_passkey(work: Work, session: Session) -> None:
    """Raises PasskeyNeeded unless the person proved lately, by a passkey, who they are.

    A code does not do: it can be told to somebody, or read from a screen.
    """
    if session.proven_by != Method.PASSKEY or not recent(session, work.now):
        raise PasskeyNeeded


def by_code(node: Node, session: Session, code: Secret, source: str) -> None:
    """Takes a code as proof, and uses it up. Raises CodeRefused and TooManyAttempts."""
    who = gate.caller(node, session.actor.name, source, Kind.FACTOR)
    gate.admit(node, who)
    try:
        with node.work(session.actor, purpose=PURPOSE) as work:
            store.credentials_held(work.connection, session.account_id)
            _proven(work, session, codes.take(work, session.account_id, code))
    except CodeRefused:
        gate.refuse(node, who, Method.CODE)
        raise
    gate.take_back(node, who)


def by_passkey(node: Node, session: Session, step: Secret, answer: str, source: str) -> None:
    """Takes one of the person's passkeys as proof.

    Raises StepEnded, PasskeyRefused and TooManyAttempts.
    """
    from tutela.platform.accounts.factors import signing  # noqa: PLC0415 - slow to load

    own, kind = session.account_id, steps.Kind.PASSKEY_PROVE
    with signing.accepted(node, kind, step, answer, source, own) as (work, _, _):
        _proven(work, session, Method.PASSKEY)


def by_password(node: Node, session: Session, password: Secret, source: str) -> None:
    """Takes the password as proof where there is no factor.

    Raises CredentialsRefused (also where there is one) and as `signin.authenticate` does.
    """
    name = session.actor.name
    proven = signin.verified(node, name, password, gate.caller(node, name, source))
    with node.work(session.actor, purpose=PURPOSE) as work:
        held = store.credentials_held(work.connection, proven.account.id)
        if held != proven or factor_store.standing(work.connection, held.account.id).has_factor:
            raise CredentialsRefused
        _proven(work, session, Method.PASSWORD)


def _proven(work: Work, session: Session, method: Method) -> None:
    store.prove_session(work.connection, session.fingerprint, method.value, work.now)
    work.record(
        Event.SESSION_PROVE,
        subject=("session", session.fingerprint),
        service_id=NODE_SERVICE,
        method=method.value,
    )
