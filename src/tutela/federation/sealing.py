"""What of the exchange lies sealed: this node's private keys, and bodies on their way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import rfc8785
import tink
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tutela.federation.errors import SealedMessageUnreadable
from tutela.federation.tables import message_in, message_out, own_key
from tutela.platform.masterkey.sealed import Form, SealedColumn

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.node import Node


def seal_key(node: Node, key_id: UUID, key: Ed25519PrivateKey) -> bytes:
    return bytes(node.keys.evidence.encrypt(key.private_bytes_raw(), _key(key_id)))


def open_key(node: Node, key_id: UUID, sealed: bytes | None) -> Ed25519PrivateKey:
    """A private key. Raises SealedMessageUnreadable."""
    return Ed25519PrivateKey.from_private_bytes(_open(node, sealed, _key(key_id)))


def seal_out(node: Node, message_id: UUID, written: bytes) -> bytes:
    """The canonical form of a body, sealed."""
    return bytes(node.keys.evidence.encrypt(written, _out(message_id)))


def open_out(node: Node, message_id: UUID, sealed: bytes | None) -> dict[str, Any]:
    """The body of a message to another node. Raises SealedMessageUnreadable."""
    return _json(_open(node, sealed, _out(message_id)))


def seal_in(node: Node, message_id: UUID, body: dict[str, Any]) -> bytes:
    return bytes(node.keys.evidence.encrypt(rfc8785.dumps(body), _in(message_id)))


def open_in(node: Node, message_id: UUID, sealed: bytes | None) -> dict[str, Any]:
    """The body of a message from another node. Raises SealedMessageUnreadable."""
    return _json(_open(node, sealed, _in(message_id)))


def _open(node: Node, sealed: bytes | None, context: bytes) -> bytes:
    try:
        return bytes(node.keys.evidence.decrypt(sealed or b"", context))
    except tink.TinkError:
        raise SealedMessageUnreadable from None


def _json(written: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written)
    return found


def _key(key_id: UUID) -> bytes:
    return f"own_key:{key_id}".encode()


def _out(message_id: UUID) -> bytes:
    return f"message_out:{message_id}".encode()


def _in(message_id: UUID) -> bytes:
    return f"message_in:{message_id}".encode()


SEALED = (
    SealedColumn(own_key.c.sealed, own_key.c.id, Form.BYTES, _key),
    SealedColumn(message_out.c.sealed, message_out.c.id, Form.BYTES, _out),
    SealedColumn(message_in.c.sealed, message_in.c.id, Form.BYTES, _in),
)
