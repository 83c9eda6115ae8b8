"""What nodes sign, how it is checked, and the code that people compare. Pure.

Ed25519 (RFC 8032) over the canonical form of JSON (RFC 8785). It proves which node said something.
It is no qualified electronic signature of Regulation (EU) No 910/2014.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tutela.platform.audit.canonical import instant_text

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from tutela.federation.model import Descriptor, Header, Receipt

DESCRIPTOR: Final = b"tutela descriptor 1\n"
ENVELOPE: Final = b"tutela envelope 1\n"
RECEIPT: Final = b"tutela receipt 1\n"
PASS: Final = b"tutela pass 1\n"
REVOCATION: Final = b"tutela revocation 1\n"
_DIGITS, _GROUP = 20, 4


def sign(key: Ed25519PrivateKey, word: bytes, content: dict[str, Any]) -> bytes:
    """The signature under `content`, 64 bytes."""
    return key.sign(word + rfc8785.dumps(content))


def is_signed(key: bytes, word: bytes, content: dict[str, Any], signature: bytes) -> bool:
    """Whether the holder of the public `key` signed this."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, word + rfc8785.dumps(content))
    except (InvalidSignature, ValueError):
        return False
    return True


def code_of(key: bytes) -> str:
    """The code of a public key: twenty digits in groups of four, to be read out.

    Each node has its own. One code for both would be shorter to compare, and to forge: who stands
    between two nodes could look for two keys at once that give the same.
    """
    digits = sha256(b"tutela key\n" + key).hexdigest()[:_DIGITS]
    return "-".join(digits[at : at + _GROUP] for at in range(0, _DIGITS, _GROUP))


def digits(code: str) -> str:
    """A code as somebody typed it, without what only helps the eye."""
    return "".join(sign for sign in code.lower() if sign.isalnum())


def body_digest(body: dict[str, Any]) -> bytes:
    """SHA-256 of the canonical form of a body, 32 bytes."""
    return sha256(rfc8785.dumps(body)).digest()


def header_digest(header: Header) -> bytes:
    """SHA-256 of what an envelope says outside, 32 bytes: the same for each key it is signed by."""
    return sha256(rfc8785.dumps(of_header(header))).digest()


def of_descriptor(one: Descriptor) -> dict[str, Any]:
    """A descriptor as it is signed and given away."""
    return {
        "node": str(one.node),
        "role": one.role.value,
        "name": one.name,
        "address": one.address,
        "demo": one.demo,
        "key": text(one.key),
        "number": one.number,
        "made_at": instant_text(one.made_at),
    }


def of_header(one: Header) -> dict[str, Any]:
    """A header as it is signed and sent."""
    return {
        "id": str(one.id),
        "sender": str(one.sender),
        "recipient": str(one.recipient),
        "kind": one.kind,
        "schema": one.schema,
        "subject": one.subject,
        "number": one.number,
        "sent_at": instant_text(one.sent_at),
        "body_sha256": text(one.body_sha256),
    }


def of_receipt(one: Receipt) -> dict[str, Any]:
    """A receipt as it is signed and sent."""
    return {
        "envelope": str(one.envelope),
        "sender": str(one.sender),
        "recipient": str(one.recipient),
        "digest": text(one.digest),
        "received_at": instant_text(one.received_at),
    }


def text(raw: bytes) -> str:
    """Bytes as JSON carries them: base64 (RFC 4648)."""
    return b64encode(raw).decode()


def raw(given: str) -> bytes:
    """What `text` wrote. Raises ValueError for anything else."""
    found = b64decode(given, validate=True)
    if text(found) != given:
        raise ValueError
    return found
