"""A key of its own for one thing: what it says is sealed with it, and erased by erasing it.

Google Tink, AES256-GCM, the key wrapped by the node's. The associated data names the thing and the
field, so that a value put elsewhere does not open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import tink
from tink import aead, json_proto_keyset_format

from tutela.platform.masterkey.sealed import Form, SealedColumn

if TYPE_CHECKING:
    from typing import Any
    from uuid import UUID

    from sqlalchemy import Column

    from tutela.platform.errors import TutelaError
    from tutela.platform.node import Node

aead.register()


def new_key(node: Node, noun: str, thing_id: UUID) -> str:
    """A fresh key for the thing, wrapped by the node's key, as text for its row."""
    handle = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)
    wrapped: str = json_proto_keyset_format.serialize_encrypted(
        handle, node.keys.evidence, _context(noun, thing_id, "key")
    )
    return wrapped


def sealed_column(noun: str, wrapped: Column[Any], key: Column[Any]) -> SealedColumn:
    """The column with the wrapped keys, for whoever replaces the node's key."""
    return SealedColumn(wrapped, key, Form.KEYSET, lambda one: _context(noun, one, "key"))


class OwnKey:
    """Seals and opens what belongs to one thing. `wrapped` is the text of its row.

    Raises `unreadable` for a key, or a value, that was sealed elsewhere or changed.
    """

    def __init__(
        self, node: Node, noun: str, thing_id: UUID, wrapped: str, unreadable: TutelaError
    ) -> None:
        self._noun, self._thing_id, self._unreadable = noun, thing_id, unreadable
        try:
            handle = json_proto_keyset_format.parse_encrypted(
                wrapped, node.keys.evidence, _context(noun, thing_id, "key")
            )
        except tink.TinkError:
            raise unreadable from None
        self._primitive: aead.Aead = handle.primitive(aead.Aead)

    def seal(self, field: str, data: bytes) -> bytes:
        return bytes(self._primitive.encrypt(data, self._about(field)))

    def open(self, field: str, sealed: bytes) -> bytes:
        """The plain bytes of a field."""
        try:
            return bytes(self._primitive.decrypt(sealed, self._about(field)))
        except tink.TinkError:
            raise self._unreadable from None

    def _about(self, field: str) -> bytes:
        return _context(self._noun, self._thing_id, field)


def _context(noun: str, thing_id: UUID, field: str) -> bytes:
    return f"{noun}:{thing_id}:{field}".encode()
