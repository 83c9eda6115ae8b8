"""Codes that change with time (RFC 6238), as plain arithmetic over a secret and an instant.

Six digits, SHA-1, steps of 30 seconds: what every authenticator app knows. The code itself is made
by `cryptography`.
"""

from __future__ import annotations

import base64
import re
import secrets
from hmac import compare_digest
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from tutela.platform.secret import Secret

if TYPE_CHECKING:
    from datetime import datetime

DIGITS = 6
STEP_SECONDS = 30
DRIFT = 1  # steps that a phone's clock may be ahead or behind (RFC 6238, 5.2)
FORM = re.compile(rf"[0-9]{{{DIGITS}}}")
_SECRET_BYTES = 20  # as long as the digest (RFC 4226, 4)


def new_secret() -> Secret:
    """160 random bits in base32, as apps take them."""
    return Secret(base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode())


def step_at(instant: datetime) -> int:
    """The number of the step that `instant` lies in."""
    return int(instant.timestamp()) // STEP_SECONDS


def code_of(secret: Secret, step: int) -> str:
    """The code of one step."""
    return _totp(secret).generate(step * STEP_SECONDS).decode()


def step_of(secret: Secret, code: str, now: datetime, *, after: int | None) -> int | None:
    """The step whose code `code` is: this one or a neighbour, and later than `after`; else None.

    A code of `after` or before never holds, wherever the clock went: each is used once (RFC 6238,
    5.2).
    """
    present = step_at(now)
    found = None
    for step in range(max(0, present - DRIFT), present + DRIFT + 1):
        same = compare_digest(code_of(secret, step).encode(), code.encode())
        if same and (after is None or step > after):
            found = step
    return found


def address(secret: Secret, name: str, issuer: str) -> Secret:
    """The `otpauth` address from which an app takes everything."""
    return Secret(_totp(secret).get_provisioning_uri(name, issuer))


def _totp(secret: Secret) -> TOTP:
    return TOTP(base64.b32decode(secret.reveal()), DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303
