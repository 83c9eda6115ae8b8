"""Passwords: what makes one acceptable, generating one, hashing and checking.

Argon2id with the second recommended profile of RFC 9106 (64 MiB, three passes), as argon2-cffi
ships it. Rules follow NIST SP 800-63B: length counts, composition does not.
"""

from __future__ import annotations

import secrets
import threading
import unicodedata
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tutela.platform.accounts.errors import PasswordWeak, SignInBusy
from tutela.platform.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORTEST = 12
LONGEST = 1024
# Without letters and digits that are taken for one another; 32 of them, so five bits each.
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 5, 4

_hasher = PasswordHasher()
# Each check takes 64 MiB: a crowd at the door must not take the machine's memory.
AT_ONCE = 2
LONGEST_QUEUE = 20.0
_places = threading.BoundedSemaphore(AT_ONCE)


def check_rules(name: str, password: Secret) -> None:
    """Raises PasswordWeak unless `password` may protect the account `name`."""
    text = _normal(password)
    if len(text) < SHORTEST:
        raise PasswordWeak(problem=f"it has {len(text)} characters, and {SHORTEST} are the least")
    if len(text) > LONGEST:
        raise PasswordWeak(problem=f"it has more than {LONGEST} characters")
    if text.casefold() == name.casefold():
        raise PasswordWeak(problem="it is the name of the account")


def generate() -> Secret:
    """A password of 100 random bits in five groups, to be written down once and typed."""
    letters = [secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP)]
    starts = range(0, GROUPS * GROUP, GROUP)
    return Secret("-".join("".join(letters[at : at + GROUP]) for at in starts))


def hashed(password: Secret) -> Secret:
    """The argon2id hash of `password`, in its own text form. Raises SignInBusy."""
    with _place():
        return Secret(_hasher.hash(_bytes(password)))


def holds(password: Secret, password_hash: Secret | None) -> bool:
    """Whether `password` is the hashed one.

    Takes as long without a hash (an unknown name) as with one. Raises SignInBusy.
    """
    against = password_hash or _nobodys()
    with _place():
        try:
            _hasher.verify(against.reveal(), _bytes(password))
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None


def outdated(password_hash: Secret) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash.reveal())


def prepare() -> None:
    """Makes the hash that unknown names are checked against, so that no first caller waits."""
    _nobodys()


@cache
def _nobodys() -> Secret:
    return Secret(_hasher.hash(secrets.token_bytes(32)))


@contextmanager
def _place() -> Iterator[None]:
    if not _places.acquire(timeout=LONGEST_QUEUE):
        raise SignInBusy
    try:
        yield
    finally:
        _places.release()


def _normal(password: Secret) -> str:
    # RFC 8265: the same password typed on two keyboards must be the same string.
    return unicodedata.normalize("NFC", password.reveal())


def _bytes(password: Secret) -> bytes:
    # A terminal may hand over bytes that are no UTF-8; they are a password like any other.
    return _normal(password)[:LONGEST].encode("utf-8", "surrogatepass")
