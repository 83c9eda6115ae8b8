"""What is sealed by the master key: each room says which columns, and how.

Sealing anew opens a value and seals it with the key in force; nothing else about it changes.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import tink
from tink import json_proto_keyset_format

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Column
    from tink import aead


class Form(StrEnum):
    """How a sealed value is written."""

    BYTES = "bytes"  # as Tink gives it
    TEXT = "text"  # the same in base64
    KEYSET = "keyset"  # a key of its own, wrapped: Tink's JSON


class Unopenable(Exception):
    """A value that no key of the keyset opens."""


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column with sealed values. `context` gives the associated data from the row's `key`."""

    column: Column[Any]
    key: Column[Any]
    form: Form
    context: Callable[[Any], bytes]

    @property
    def name(self) -> str:
        return f"{self.column.table.name}.{self.column.name}"

    def sealed_anew(self, master: aead.Aead, key: Any, value: Any) -> Any:
        """The same content, sealed with the key in force. Raises Unopenable."""
        try:
            return _FORMS[self.form](master, value, self.context(key))
        except (tink.TinkError, ValueError, TypeError):
            raise Unopenable from None


def _bytes(master: aead.Aead, value: bytes, context: bytes) -> bytes:
    return bytes(master.encrypt(master.decrypt(value, context), context))


def _text(master: aead.Aead, value: str, context: bytes) -> str:
    return base64.b64encode(_bytes(master, base64.b64decode(value), context)).decode()


def _keyset(master: aead.Aead, value: str, context: bytes) -> str:
    json.loads(value)  # what is no JSON at all would end in an error of another kind
    handle = json_proto_keyset_format.parse_encrypted(value, master, context)
    return str(json_proto_keyset_format.serialize_encrypted(handle, master, context))


_FORMS: dict[Form, Callable[[aead.Aead, Any, bytes], Any]] = {
    Form.BYTES: _bytes,
    Form.TEXT: _text,
    Form.KEYSET: _keyset,
}
