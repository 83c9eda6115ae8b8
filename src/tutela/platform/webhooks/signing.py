"""The secret a service's webhook is signed with, and the signature (Standard Webhooks 1.0)."""

from __future__ import annotations

import base64
import secrets
from typing import TYPE_CHECKING

import tink
from standardwebhooks import Webhook

from tutela.platform.masterkey.sealed import Form, SealedColumn
from tutela.platform.secret import Secret
from tutela.platform.services.tables import service
from tutela.platform.webhooks.errors import WebhookSecretUnreadable

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tink import aead

_PREFIX = "whsec_"
_SECRET_BYTES = 32


def new_secret() -> Secret:
    """A fresh secret of 32 random bytes, as `whsec_` and base64."""
    return Secret(_PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode())


def seal(node_key: aead.Aead, service_id: str, secret: Secret) -> str:
    """`secret` sealed for its row; it opens for this service only."""
    sealed = node_key.encrypt(secret.reveal().encode(), _context(service_id))
    return base64.b64encode(sealed).decode()


def unseal(node_key: aead.Aead, service_id: str, sealed: str) -> Secret:
    """The secret of a row. Raises WebhookSecretUnreadable."""
    try:
        return Secret(node_key.decrypt(base64.b64decode(sealed), _context(service_id)).decode())
    except (tink.TinkError, ValueError):
        raise WebhookSecretUnreadable(service=service_id) from None


def headers(secret: Secret, message_id: UUID, now: datetime, payload: str) -> dict[str, str]:
    """The three signature headers; `now` must be aware and in UTC."""
    signature = Webhook(secret.reveal()).sign(str(message_id), now, payload)
    return {
        "webhook-id": str(message_id),
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signature,
    }


def _context(service_id: str) -> bytes:
    return f"webhook:{service_id}".encode()


SEALED = (SealedColumn(service.c.webhook_secret, service.c.service_id, Form.TEXT, _context),)
