"""Opening a session: by the password, with a code where there is a factor; or by a passkey."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.accounts import gate, sessions, signin, steps, store
from tutela.platform.accounts.errors import CredentialsRefused
from tutela.platform.accounts.factors import codes, signing
from tutela.platform.accounts.factors import store as factor_store
from tutela.platform.accounts.factors.errors import CodeRefused, StepEnded
from tutela.platform.accounts.factors.model import Method
from tutela.platform.accounts.model import Halfway
from tutela.platform.accounts.throttle import Kind

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.accounts.model import Account, Session
    from tutela.platform.node import Node
    from tutela.platform.secret import Secret


def by_password(node: Node, name: str, password: Secret, source: str) -> Session | Halfway:
    """Signs `name` in, or halfway if the account has a second factor.

    That it has one shows only once the password was right. Raises as `signin.authenticate` does.
    """
    who = gate.caller(node, signin.normal_name(name), source)
    proven = signin.verified(node, name, password, who)
    account = proven.account
    with node.work(account.actor, purpose=gate.PURPOSE) as work:
        # The account may have been disabled, or its password changed, since it was proven.
        if store.credentials_held(work.connection, account.id) != proven:
            raise CredentialsRefused
        if factor_store.standing(work.connection, account.id).has_factor:
            return Halfway(steps.issue(work, steps.Kind.PASSWORD_PROVEN, account.id))
        return sessions.start(work, account, Method.PASSWORD, who.source)


def halfway(node: Node, token: Secret) -> Account:
    """Who is halfway in. Raises StepEnded."""
    return _enabled(node, steps.account_of(node, steps.Kind.PASSWORD_PROVEN, token))


def by_code(node: Node, token: Secret, code: Secret, source: str) -> Session:
    """Signs in who is halfway in, and uses the code up.

    Raises StepEnded, CodeRefused (the step still holds) and TooManyAttempts.
    """
    account = halfway(node, token)
    who = gate.caller(node, account.name, source, Kind.FACTOR)
    gate.admit(node, who)
    try:
        with node.work(account.actor, purpose=gate.PURPOSE) as work:
            if store.credentials_held(work.connection, account.id).account.disabled_at:
                raise StepEnded
            steps.take(work, steps.Kind.PASSWORD_PROVEN, token, account.id)
            session = sessions.start(work, account, codes.take(work, account.id, code), who.source)
    except CodeRefused:
        gate.refuse(node, who, Method.CODE)
        raise
    gate.take_back(node, who)
    return session


def by_passkey(node: Node, step: Secret, answer: str, source: str) -> Session:
    """Signs in whoever's passkey made `answer`; it is two factors by itself.

    Raises StepEnded, PasskeyRefused, TooManyAttempts and PasskeysOff.
    """
    kind = steps.Kind.PASSKEY_SIGN_IN
    with signing.accepted(node, kind, step, answer, source) as (work, account, where):
        return sessions.start(work, account, Method.PASSKEY, where)


def _enabled(node: Node, account_id: UUID) -> Account:
    with node.read() as connection:
        account = store.account_of(connection, account_id)
    if account.disabled_at:
        raise StepEnded
    return account
