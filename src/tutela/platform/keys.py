"""The node's own keys: files of mode 0600 in `TUTELA_HOME/keys`, made once, never overwritten."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

import tink
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tink import aead, json_proto_keyset_format, secret_key_access

from tutela.platform.errors import TutelaError

if TYPE_CHECKING:
    from pathlib import Path

AUDIT_KEY = "audit.ed25519"
PSEUDONYM_KEY = "pseudonym.key"
EVIDENCE_KEYSET = "evidence.keyset.json"


class KeyMissing(TutelaError):
    """The key file {path} is missing or unreadable. Restore it from a backup: without it, what
    was sealed with it cannot be opened.
    """

    code = "key-missing"


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
    _write_once(folder / PSEUDONYM_KEY, secrets.token_bytes(32))
    handle = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)
    keyset = json_proto_keyset_format.serialize(handle, secret_key_access.TOKEN)
    _write_once(folder / EVIDENCE_KEYSET, keyset.encode())


def load(folder: Path) -> NodeKeys:
    """The keys in `folder`. Raises KeyMissing and KeyExposed."""
    aead.register()
    keyset = json_proto_keyset_format.parse(
        _read(folder / EVIDENCE_KEYSET).decode(), secret_key_access.TOKEN
    )
    return NodeKeys(
        audit=Ed25519PrivateKey.from_private_bytes(_read(folder / AUDIT_KEY)),
        pseudonym=_read(folder / PSEUDONYM_KEY),
        evidence=keyset.primitive(aead.Aead),
    )


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
    """Writes by rename, so that a crash leaves no half key; a finished one is never replaced."""
    if path.exists():
        return
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(path)
