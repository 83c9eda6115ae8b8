"""The node's own keys: files of mode 0600 in `TUTELA_HOME/keys`, made once, never overwritten."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import tink
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tink import aead, json_proto_keyset_format, secret_key_access

from tutela.platform.errors import TutelaError
from tutela.platform.newfile import write_new

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")

AUDIT_KEY = "audit.ed25519"
PSEUDONYM_KEY = "pseudonym.key"
EVIDENCE_KEYSET = "evidence.keyset.json"
PSEUDONYM_BYTES = 32


class KeyMissing(TutelaError):
    """The key file {path} is missing or unreadable. Restore it from a backup: without it, what
    was sealed with it cannot be opened.
    """

    code = "key-missing"


class KeyDamaged(TutelaError):
    """The key file {path} does not hold a whole key. Restore it from a backup: without it, what
    was sealed with it cannot be opened.
    """

    code = "key-damaged"


class KeyExposed(TutelaError):
    """The key file {path} can be read by others (mode {mode}). Set it to 0600, and ask who read
    it.
    """

    code = "key-exposed"


@dataclass(frozen=True, repr=False)
class NodeKeys:
    """What this node signs, seals and pseudonymises with. Never printed."""

    audit: Ed25519PrivateKey
    pseudonym: bytes
    evidence: aead.Aead


def create(folder: Path) -> None:
    """Makes what is missing in `folder` (0700). Existing keys are kept."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    aead.register()
    _write_once(folder / AUDIT_KEY, Ed25519PrivateKey.generate().private_bytes_raw())
    _write_once(folder / PSEUDONYM_KEY, secrets.token_bytes(PSEUDONYM_BYTES))
    handle = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)
    keyset = json_proto_keyset_format.serialize(handle, secret_key_access.TOKEN)
    _write_once(folder / EVIDENCE_KEYSET, keyset.encode())


def load(folder: Path) -> NodeKeys:
    """The keys in `folder`. Raises KeyMissing, KeyExposed and KeyDamaged."""
    aead.register()
    return NodeKeys(
        audit=_parsed(folder / AUDIT_KEY, Ed25519PrivateKey.from_private_bytes),
        pseudonym=_parsed(folder / PSEUDONYM_KEY, _whole_pseudonym_key),
        evidence=_parsed(folder / EVIDENCE_KEYSET, _keyset),
    )


def _parsed(path: Path, parse: Callable[[bytes], T]) -> T:
    content = _read(path)
    try:
        return parse(content)
    except (ValueError, tink.TinkError):
        raise KeyDamaged(path=path) from None


def _whole_pseudonym_key(content: bytes) -> bytes:
    if len(content) != PSEUDONYM_BYTES:
        raise ValueError
    return content


def _keyset(content: bytes) -> aead.Aead:
    handle = json_proto_keyset_format.parse(content.decode(), secret_key_access.TOKEN)
    return handle.primitive(aead.Aead)


def _read(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode & 0o777
        content = path.read_bytes()
    except OSError:
        raise KeyMissing(path=path) from None
    if mode & 0o077:
        raise KeyExposed(path=path, mode=oct(mode))
    return content


def _write_once(path: Path, content: bytes) -> None:
    """A crash leaves no half key, and of two at once the first stays: it may be in use already."""
    if not path.exists():
        write_new(path, content)
