"""What a request says lies sealed by the node's key; it opens for its own row only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import tink
from pydantic import TypeAdapter

from tutela.platform.masterkey.sealed import Form, SealedColumn
from tutela.redress.requests.errors import VictimContentUnreadable
from tutela.redress.requests.model import Content, Item
from tutela.redress.requests.tables import removal_request, victim_request, victim_search

if TYPE_CHECKING:
    from typing import Any
    from uuid import UUID

    from sqlalchemy import Table

    from tutela.platform.node import Node

_CONTENT: Final = TypeAdapter(Content)
_ITEM: Final = TypeAdapter(Item)


def seal_content(node: Node, request_id: UUID, content: Content) -> bytes:
    return _seal(node, victim_request, request_id, _CONTENT.dump_json(content))


def open_content(node: Node, request_id: UUID, sealed: bytes) -> Content:
    """What a request at the authority says. Raises VictimContentUnreadable."""
    return _CONTENT.validate_json(_open(node, victim_request, request_id, sealed))


def seal_item(node: Node, table: Table, row_id: UUID, item: Item) -> bytes:
    return _seal(node, table, row_id, _ITEM.dump_json(item))


def open_item(node: Node, table: Table, row_id: UUID, sealed: bytes) -> Item:
    """What a request elsewhere is about. Raises VictimContentUnreadable."""
    return _ITEM.validate_json(_open(node, table, row_id, sealed))


def _seal(node: Node, table: Table, row_id: UUID, plain: bytes) -> bytes:
    return bytes(node.keys.evidence.encrypt(plain, _context(table, row_id)))


def _open(node: Node, table: Table, row_id: UUID, sealed: bytes) -> bytes:
    try:
        return bytes(node.keys.evidence.decrypt(sealed, _context(table, row_id)))
    except tink.TinkError:
        raise VictimContentUnreadable(request=row_id) from None


def _context(table: Table, row_id: UUID) -> bytes:
    return f"{table.name}:{row_id}".encode()


def _sealed(table: Table) -> SealedColumn:
    def context(row_id: Any) -> bytes:
        return _context(table, row_id)

    return SealedColumn(table.c.sealed, table.c.id, Form.BYTES, context)


SEALED = (_sealed(victim_request), _sealed(victim_search), _sealed(removal_request))
