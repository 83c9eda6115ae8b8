"""The node's own keys: files of mode 0600 in `TUTELA_HOME/keys`, made once.

Only the master key is ever replaced; see `platform/masterkey`.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tutela.platform.keyfiles import KeyDamaged, KeyExposed, KeyMissing, read_key
from tutela.platform.masterkey import file as master_file
from tutela.platform.masterkey.address import IN_FILE
from tutela.platform.masterkey.primitive import MasterKey
from tutela.platform.newfile import write_new

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["KeyDamaged", "KeyExposed", "KeyMissing", "NodeKeys", "create", "load"]

T = TypeVar("T")

AUDIT_KEY = "audit.ed25519"
PSEUDONYM_KEY = "pseudonym.key"
EVIDENCE_KEYSET = "evidence.keyset.json"
PSEUDONYM_BYTES = 32


@dataclass(frozen=True, repr=False)
class NodeKeys:
    """What this node signs, seals and pseudonymises with. Never printed.

    `evidence` is the master key: it seals the keys of kept objects and reports, and small secrets.
    """

    audit: Ed25519PrivateKey
    pseudonym: bytes
    evidence: MasterKey


def create(folder: Path, master_at: str = IN_FILE) -> None:
    """Makes what is missing in `folder` (0700). Existing keys are kept.

    A master key made here is kept at `master_at`. Raises what a key service there raises.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    _write_once(folder / AUDIT_KEY, Ed25519PrivateKey.generate().private_bytes_raw())
    _write_once(folder / PSEUDONYM_KEY, secrets.token_bytes(PSEUDONYM_BYTES))
    master_file.make(folder / EVIDENCE_KEYSET, master_at)


def load(folder: Path) -> NodeKeys:
    """The keys in `folder`. Raises KeyMissing, KeyExposed and KeyDamaged."""
    return NodeKeys(
        audit=_parsed(folder / AUDIT_KEY, Ed25519PrivateKey.from_private_bytes),
        pseudonym=_parsed(folder / PSEUDONYM_KEY, _whole_pseudonym_key),
        evidence=MasterKey(folder / EVIDENCE_KEYSET),
    )


def _parsed(path: Path, parse: Callable[[bytes], T]) -> T:
    content = read_key(path)
    try:
        return parse(content)
    except ValueError:
        raise KeyDamaged(path=path) from None


def _whole_pseudonym_key(content: bytes) -> bytes:
    if len(content) != PSEUDONYM_BYTES:
        raise ValueError
    return content


def _write_once(path: Path, content: bytes) -> None:
    """A crash leaves no half key, and of two at once the first stays: it may be in use already."""
    if not path.exists():
        write_new(path, content)
