"""Media of a report, sealed to the recipient's key with age: nobody else opens them.

What comes out is `media.age`: an age file (age-encryption.org/v1, X25519) of a ZIP that holds each
original under its item's name, and `manifest-sha256.txt`. Bytes are never written in the clear.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

import pyrage

from tutela.reporting.national.errors import (
    KeyMissing,
    KeyUnusable,
    MediaDiffer,
    MediaTooLarge,
)
from tutela.reporting.national.manifest import listed
from tutela.reporting.national.pack import zipped

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME = "media.age"
LIMIT = 200_000_000  # bytes of all originals together; they pass through memory
_INNER = "manifest-sha256.txt"
_HEADER = b"age-encryption.org/v1\n-> X25519 "


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes of one item. `sha256` is what the report says they are; empty where unknown."""

    name: str
    sha256: str
    data: bytes = field(repr=False)


def seal(originals: Sequence[Original], key: str | None, *, limit: int = LIMIT) -> bytes:
    """The originals sealed to `key`; together they may have `limit` bytes.

    Raises KeyMissing, KeyUnusable, MediaTooLarge, and MediaDiffer for bytes that are not those of
    the report.
    """
    to = public_key(key)
    _bound(sum(len(one.data) for one in originals), limit)
    for one in originals:
        _compare(one)
    named = [(one.name, one.data) for one in originals]
    return bytes(pyrage.encrypt(zipped([*named, (_INNER, listed(named))]), [to]))


def public_key(key: str | None) -> pyrage.x25519.Recipient:
    """The age key as age reads it. Raises KeyMissing and KeyUnusable."""
    if key is None:
        raise KeyMissing
    try:
        return pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError as error:
        raise KeyUnusable from error


def seals(key: str) -> bool:
    """Whether something can be sealed to `key`: it is tried, and the header is looked at.

    That the recipient can open it only they can say. Raises KeyUnusable.
    """
    return bytes(pyrage.encrypt(b"tutela", [public_key(key)])).startswith(_HEADER)


def _bound(size: int, limit: int) -> None:
    if size > limit:
        raise MediaTooLarge(size=size, limit=limit)


def _compare(one: Original) -> None:
    if one.sha256 and sha256(one.data).hexdigest() != one.sha256:
        raise MediaDiffer(item=one.name)
