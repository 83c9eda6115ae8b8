"""Recovery codes: ten, each good once, for whoever has lost what makes the other codes.

A code has 80 random bits. Only its SHA-256 is stored, made for one account: with that much
randomness a slow hash would protect nothing more.
"""

from __future__ import annotations

import re
import secrets
from hashlib import sha256
from typing import TYPE_CHECKING

from tutela.platform.accounts.passwords import ALPHABET
from tutela.platform.secret import Secret

if TYPE_CHECKING:
    from uuid import UUID

CODES = 10
_GROUPS, _GROUP = 4, 4
_FORM = re.compile(rf"[{ALPHABET}]{{{_GROUPS * _GROUP}}}")


def generate() -> list[Secret]:
    """Ten codes in groups, to be written down."""
    return [_one() for _ in range(CODES)]


def normal(typed: str) -> str | None:
    """What was typed without its hyphens and spaces; None if it can be no recovery code."""
    plain = re.sub(r"[\s-]", "", typed).lower()
    return plain if _FORM.fullmatch(plain) else None


def code_hash(account_id: UUID, plain: str) -> bytes:
    """What is stored of a code: 32 bytes."""
    return sha256(account_id.bytes + plain.encode()).digest()


def _one() -> Secret:
    signs = "".join(secrets.choice(ALPHABET) for _ in range(_GROUPS * _GROUP))
    return Secret("-".join(signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP)))
