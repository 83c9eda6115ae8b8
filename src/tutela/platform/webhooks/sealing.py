"""What a message carries that must not lie open in the database: sealed until it has arrived."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import tink

from tutela.platform.masterkey.sealed import Form, SealedColumn
from tutela.platform.webhooks.errors import MessageUnreadable
from tutela.platform.webhooks.tables import webhook_delivery

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from tink import aead


def seal(master: aead.Aead, delivery_id: UUID, secret: Mapping[str, Any]) -> str:
    """`secret` sealed for its row; it opens for this message only."""
    sealed = master.encrypt(json.dumps(dict(secret)).encode(), _context(delivery_id))
    return base64.b64encode(sealed).decode()


def unseal(master: aead.Aead, delivery_id: UUID, sealed: str | None) -> dict[str, Any]:
    """What a row keeps sealed; nothing if it has none. Raises MessageUnreadable."""
    if sealed is None:
        return {}
    try:
        found: dict[str, Any] = json.loads(
            master.decrypt(base64.b64decode(sealed), _context(delivery_id))
        )
    except (tink.TinkError, ValueError):
        raise MessageUnreadable(delivery=delivery_id) from None
    return found


def _context(delivery_id: UUID) -> bytes:
    return f"webhook-delivery:{delivery_id}".encode()


SEALED = (SealedColumn(webhook_delivery.c.sealed, webhook_delivery.c.id, Form.TEXT, _context),)
