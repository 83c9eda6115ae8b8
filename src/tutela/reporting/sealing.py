"""A key of its own for each report: what it says is sealed with it, and erased by erasing it.

Google Tink, AES256-GCM, the report's key wrapped by the node's. The associated data names report
and field, so that a value put elsewhere does not open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import tink
from tink import aead, json_proto_keyset_format

from tutela.platform.masterkey.sealed import Form, SealedColumn
from tutela.reporting.errors import ReportUnreadable
from tutela.reporting.tables import report

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.node import Node

aead.register()

SEALED = (
    SealedColumn(report.c.wrapped_key, report.c.id, Form.KEYSET, lambda one: _context(one, "key")),
)


def new_key(node: Node, report_id: UUID) -> str:
    """A fresh key for a report, wrapped by the node's key, as text for its row."""
    handle = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)
    wrapped: str = json_proto_keyset_format.serialize_encrypted(
        handle, node.keys.evidence, _context(report_id, "key")
    )
    return wrapped


class Seal:
    """Seals and opens what belongs to one report. `wrapped` is the text of its row."""

    def __init__(self, node: Node, report_id: UUID, wrapped: str) -> None:
        self._report_id = report_id
        try:
            handle = json_proto_keyset_format.parse_encrypted(
                wrapped, node.keys.evidence, _context(report_id, "key")
            )
        except tink.TinkError:
            raise ReportUnreadable(report=report_id) from None
        self._primitive: aead.Aead = handle.primitive(aead.Aead)

    def seal(self, field: str, data: bytes) -> bytes:
        return bytes(self._primitive.encrypt(data, _context(self._report_id, field)))

    def open(self, field: str, sealed: bytes) -> bytes:
        """Raises ReportUnreadable for what was sealed elsewhere, or changed."""
        try:
            return bytes(self._primitive.decrypt(sealed, _context(self._report_id, field)))
        except tink.TinkError:
            raise ReportUnreadable(report=self._report_id) from None


def _context(report_id: UUID, field: str) -> bytes:
    return f"report:{report_id}:{field}".encode()
