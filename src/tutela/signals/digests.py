"""Cryptographic digests, for exact matching and identification, never for security."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from tutela.signals.model import Digests

if TYPE_CHECKING:
    from typing import BinaryIO

_PIECE = 1024 * 1024


def digest(data: bytes) -> Digests:
    """MD5 (RFC 1321), SHA-1 and SHA-256 (FIPS 180-4) of the bytes."""
    return Digests(
        md5=hashlib.md5(data, usedforsecurity=False).hexdigest(),
        sha1=hashlib.sha1(data, usedforsecurity=False).hexdigest(),
        sha256=hashlib.sha256(data, usedforsecurity=False).hexdigest(),
    )


def digest_stream(file: BinaryIO) -> Digests:
    """The same of a file too large to be held in memory."""
    md5 = hashlib.md5(usedforsecurity=False)
    sha1 = hashlib.sha1(usedforsecurity=False)
    sha256 = hashlib.sha256(usedforsecurity=False)
    while piece := file.read(_PIECE):
        for one in (md5, sha1, sha256):
            one.update(piece)
    return Digests(md5.hexdigest(), sha1.hexdigest(), sha256.hexdigest())
