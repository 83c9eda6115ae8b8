"""Signing in by single sign-on: off to the provider, and back with somebody it vouches for.

The provider's word stands for the password. It stands for a second factor as well only where the
operator named the words (`amr`, `acr`) by which the provider says so; else a code or a passkey is
asked, as ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.platform.accounts import gate, sessions, steps
from tutela.platform.accounts import store as account_store
from tutela.platform.accounts.factors import store as factor_store
from tutela.platform.accounts.factors.model import Method
from tutela.platform.accounts.factors.signing import use_up
from tutela.platform.accounts.model import Halfway
from tutela.platform.accounts.sso import asking, mapping, store
from tutela.platform.accounts.sso.errors import SsoAway, SsoUnknown
from tutela.platform.accounts.sso.terms import terms_of
from tutela.platform.actor import NODE
from tutela.platform.errors import TutelaError

if TYPE_CHECKING:
    from tutela.platform.accounts.model import Account, Session
    from tutela.platform.accounts.sso.asking import Answer
    from tutela.platform.accounts.sso.model import Link, Proven
    from tutela.platform.node import Node
    from tutela.platform.secret import Secret
    from tutela.platform.work import Work


@dataclass(frozen=True, slots=True)
class Begun:
    """What the browser keeps, and where it goes."""

    token: Secret
    address: str


def set_out(node: Node, source: str) -> Begun:
    """A step that this browser comes back with. Raises SsoOff and SsoAway."""
    terms = terms_of(node.settings)
    with node.work(NODE, purpose=gate.PURPOSE) as work:
        token = steps.issue(work, steps.Kind.SSO, None, gate.stranger(node, source).source)
    return Begun(token, asking.address(terms, token))


def finish(node: Node, token: Secret, answer: Answer, source: str) -> Session | Halfway:
    """Signs in whom the provider vouches for. The step is used up, whatever comes of it.

    Raises StepEnded, TooManyAttempts, SsoOff, SsoAway, SsoRefused, SsoWeak and SsoUnknown.
    """
    terms = terms_of(node.settings)
    use_up(node, steps.Kind.SSO, token, None)
    who = gate.stranger(node, source)
    gate.admit(node, who)
    try:
        proven = asking.redeemed(terms, token, answer, node.clock.now())
        account = _account(node, proven)
        with node.work(account.actor, purpose=gate.PURPOSE) as work:
            entered = _enter(work, account, proven, who.source)
    except SsoAway:
        gate.take_back(node, who)
        raise
    except TutelaError:
        gate.refuse(node, who, Method.SSO)
        raise
    gate.take_back(node, who)
    return entered


def _account(node: Node, proven: Proven) -> Account:
    """The account that is linked, or that the provider's groups make. Raises SsoUnknown."""
    with node.work(NODE, purpose=gate.PURPOSE) as work:
        found = store.find(work.connection, proven.issuer, proven.subject, proven.email)
        account_id = found.account_id if found else mapping.made(work, proven)
        account = account_store.credentials_held(work.connection, account_id).account
        if account.disabled_at:
            raise SsoUnknown
        if found:
            _use(work, found, proven)
        return account_store.account_of(work.connection, account_id)


def _use(work: Work, link: Link, proven: Proven) -> None:
    if link.subject is None and not store.bind(work.connection, link.id, proven.subject):
        raise SsoUnknown
    if link.mapped:
        mapping.follow(work, link, proven)
    store.use(work.connection, link.id, work.now)


def _enter(work: Work, account: Account, proven: Proven, source: str) -> Session | Halfway:
    # It may have been disabled, or its link ended, since it was found.
    held = account_store.credentials_held(work.connection, account.id).account
    linked = store.find(work.connection, proven.issuer, proven.subject, "")
    if held.disabled_at or linked is None or linked.account_id != account.id:
        raise SsoUnknown
    if proven.strength & set(work.node.settings.oidc_strong):
        return sessions.start(work, held, Method.SSO_STRONG, source)
    if factor_store.standing(work.connection, account.id).has_factor:
        return Halfway(steps.issue(work, steps.Kind.PASSWORD_PROVEN, account.id))
    return sessions.start(work, held, Method.SSO, source)
