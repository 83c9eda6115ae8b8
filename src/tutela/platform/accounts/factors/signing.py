"""Taking a passkey's signature: the challenge is used up first, whatever comes of it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tutela.platform.accounts import gate, steps
from tutela.platform.accounts import store as account_store
from tutela.platform.accounts.factors import passkey_store, passkeys
from tutela.platform.accounts.factors.errors import PasskeyCopied, PasskeyRefused
from tutela.platform.accounts.factors.model import Method
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from tutela.platform.accounts.factors.model import Passkey
    from tutela.platform.accounts.model import Account
    from tutela.platform.node import Node
    from tutela.platform.secret import Secret
    from tutela.platform.work import Work

PURPOSE = "use a passkey"


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What a page needs: the challenge, which comes back with the answer, and the options."""

    step: Secret
    options: str


def start(
    node: Node, kind: steps.Kind, account_id: UUID | None = None, *, source: str = ""
) -> Ceremony:
    """A challenge that any passkey of the person may sign. Raises PasskeysOff."""
    place = passkeys.place_of(node.settings)
    with node.work(NODE, purpose=PURPOSE) as work:
        step = steps.issue(
            work, kind, account_id, gate.stranger(node, source).source if source else ""
        )
    return Ceremony(step, passkeys.options_to_sign(place, step))


@contextmanager
def accepted(
    node: Node,
    kind: steps.Kind,
    step: Secret,
    answer: str,
    source: str,
    account_id: UUID | None = None,
) -> Iterator[tuple[Work, Account, str]]:
    """The transaction in which a passkey was used, whose it is, and the source's pseudonym.

    Raises StepEnded, TooManyAttempts, PasskeyRefused and PasskeyCopied (the count went back); the
    last two are recorded. Nobody can guess a signature: counting attempts keeps the log short.
    """
    place = passkeys.place_of(node.settings)
    use_up(node, kind, step, account_id)
    who = gate.stranger(node, source)
    gate.admit(node, who)
    try:
        passkey, account = _presented(node, answer, account_id)
        who = replace(who, login=gate.login_reference(node, account.name))
        count = passkeys.signed(place, step, answer, passkey)
        with node.work(account.actor, purpose=gate.PURPOSE) as work:
            _use(work, passkey, count)
            yield work, account, who.source
    except PasskeyCopied as refusal:
        _record_copy(node, passkey, refusal)
        raise
    except PasskeyRefused:
        gate.refuse(node, who, Method.PASSKEY)
        raise
    gate.take_back(node, who)


def use_up(node: Node, kind: steps.Kind, step: Secret, account_id: UUID | None) -> None:
    """A challenge is good for one answer, right or wrong. Raises StepEnded."""
    with node.work(NODE, purpose=PURPOSE) as work:
        steps.take(work, kind, step, account_id)


def _presented(node: Node, answer: str, account_id: UUID | None) -> tuple[Passkey, Account]:
    shown = passkeys.presented(answer)
    with node.read() as connection:
        passkey = passkey_store.find(connection, shown.credential_id)
        if passkey is None or shown.user_handle != passkey.account_id.bytes:
            raise PasskeyRefused
        if account_id not in (None, passkey.account_id):
            raise PasskeyRefused
        return passkey, account_store.account_of(connection, passkey.account_id)


def _use(work: Work, passkey: Passkey, count: int) -> None:
    if account_store.credentials_held(work.connection, passkey.account_id).account.disabled_at:
        raise PasskeyRefused
    before = passkey_store.count_of(work.connection, passkey.id)
    if before is None:
        raise PasskeyRefused
    if not passkeys.counts_on(before, count):
        raise PasskeyCopied(before=before, now=count)
    passkey_store.use(work.connection, passkey.id, count, work.now)


def _record_copy(node: Node, passkey: Passkey, refusal: PasskeyCopied) -> None:
    with node.work(NODE, purpose=gate.PURPOSE) as work:
        work.record(
            Event.FACTOR_REFUSE,
            subject=("account", passkey.account_id),
            service_id=NODE_SERVICE,
            reason="the sign count went back",
            passkey=str(passkey.id),
            **refusal.facts,
        )
