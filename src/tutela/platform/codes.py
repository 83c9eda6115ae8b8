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
SEED = 18  # bytes: a little more than a code has
LONGEST = 200
_SLIPS = str.maketrans("OIL", "011")


def new_code() -> Secret:
    """A code nobody has seen yet: seven groups of four, such as `7MQK-…`."""
    return code_of(secrets.token_bytes(SEED))


def code_of(seed: bytes) -> Secret:
    """The code of SEED random bytes: always the same for the same ones."""
    number = int.from_bytes(seed[:SEED])
    letters = "".join(ALPHABET[number >> 5 * at & 31] for at in range(GROUPS * LETTERS))
    return Secret("-".join(letters[at : at + LETTERS] for at in range(0, len(letters), LETTERS)))


def digest(typed: str) -> bytes:
    """SHA-256 of a code as somebody typed it, 32 bytes; of anything else too, which fits none."""
    letters = "".join(one for one in typed[:LONGEST].upper() if one.isalnum())
    return sha256(letters.translate(_SLIPS).encode("utf-8", "surrogatepass")).digest()
