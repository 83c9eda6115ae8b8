"""Taking a code: of the authenticator app, or a recovery code. Either is used up by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.accounts.factors import recovery, sealing, store, totp
from tutela.platform.accounts.factors.errors import CodeRefused
from tutela.platform.accounts.factors.model import Method
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.accounts.factors.model import App
    from tutela.platform.secret import Secret
    from tutela.platform.work import Work


def take(work: Work, account_id: UUID, typed: Secret) -> Method:
    """Uses up the code that was typed, and says of which kind it was. Raises CodeRefused.

    The transaction must hold the account: of two that bring one code, one waits and is refused.
    """
    text = "".join(typed.reveal().split())
    if totp.FORM.fullmatch(text):
        app = store.find_app(work.connection, account_id)
        if app is None or app.confirmed_at is None:
            raise CodeRefused
        take_of_app(work, app, text)
        return Method.CODE
    _take_recovery(work, account_id, text)
    return Method.RECOVERY_CODE


def take_of_app(work: Work, app: App, code: str) -> None:
    """Uses up a code of `app`. Raises CodeRefused and FactorUnreadable."""
    secret = sealing.unseal(work.node.keys.evidence, app.account_id, app.sealed_secret)
    step = totp.step_of(secret, code, work.now, after=app.last_step)
    if step is None:
        raise CodeRefused
    store.use_app(work.connection, app.account_id, step, work.now)


def _take_recovery(work: Work, account_id: UUID, text: str) -> None:
    plain = recovery.normal(text)
    code_hash = recovery.code_hash(account_id, plain) if plain else b""
    if not store.use_code(work.connection, account_id, code_hash, work.now):
        raise CodeRefused
    work.record(
        Event.RECOVERY_USE,
        subject=("account", account_id),
        service_id=NODE_SERVICE,
        left=store.standing(work.connection, account_id).recovery_codes,
    )
