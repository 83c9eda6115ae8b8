"""Codes for people without an account: a receipt, or a link. Shown once, kept as their hash.

Whoever has the code may read what it opens, so it has 140 random bits. It is written in Crockford's
base 32 and read with the usual slips: letters of either case, O for 0, I and L for 1.
"""

from __future__ import annotations

import secrets
from hashlib import sha256

from tutela.platform.secret import Secret

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, LETTERS = 7, 4
LONGEST = 200
_SLIPS = str.maketrans("OIL", "011")


def new_code() -> Secret:
    """A code nobody has seen yet: seven groups of four, such as `7MQK-…`."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(LETTERS)) for _ in range(GROUPS))
    return Secret("-".join(groups))


def digest(typed: str) -> bytes:
    """SHA-256 of a code as somebody typed it, 32 bytes; of anything else too, which fits none."""
    letters = "".join(one for one in typed[:LONGEST].upper() if one.isalnum())
    return sha256(letters.translate(_SLIPS).encode("utf-8", "surrogatepass")).digest()
