"""Steps of signing in that need a second request: a token for each, good once and for minutes.

The token is 256 random bits, and only its SHA-256 is kept. It is also the challenge of a passkey.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from tutela.platform.accounts import step_store
from tutela.platform.accounts.factors.errors import StepEnded
from tutela.platform.secret import Secret

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.node import Node
    from tutela.platform.work import Work

LASTS = timedelta(minutes=5)
_TOKEN_BYTES = 32
MOST_OF_A_SOURCE = 50  # many people may share an address


class Kind(StrEnum):
    """What is halfway."""

    PASSWORD_PROVEN = "password-proven"  # noqa: S105 - the name of a step
    PASSKEY_SIGN_IN = "passkey-sign-in"
    PASSKEY_PROVE = "passkey-prove"
    PASSKEY_ADD = "passkey-add"
    SSO = "single-sign-on"


def issue(work: Work, kind: Kind, account_id: UUID | None, source: str = "") -> Secret:
    """A token for the next request.

    Anybody may begin a step: so a `source` (a pseudonym) has only so many, and the oldest go first.
    """
    token = Secret(secrets.token_urlsafe(_TOKEN_BYTES))
    ends = work.now + LASTS
    step_store.add(work.connection, _step_id(token), kind.value, account_id, ends, source)
    if source:
        step_store.keep_latest(work.connection, source, MOST_OF_A_SOURCE)
    return token


def account_of(node: Node, kind: Kind, token: Secret) -> UUID:
    """Whose step this is; it may be asked again. Raises StepEnded."""
    with node.read() as connection:
        found = step_store.find(connection, _step_id(token), kind.value, node.clock.now())
    if found is None:
        raise StepEnded
    return found


def take(work: Work, kind: Kind, token: Secret, account_id: UUID | None) -> None:
    """Uses up a step of that account (of nobody's yet: None).

    Raises StepEnded, also if another request took it first.
    """
    step_id = _step_id(token)
    if not step_store.take(work.connection, step_id, kind.value, account_id, work.now):
        raise StepEnded


def _step_id(token: Secret) -> bytes:
    return sha256(token.reveal().encode("utf-8", "surrogatepass")).digest()
