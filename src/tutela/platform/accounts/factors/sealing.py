"""The secret of an authenticator app at rest: sealed by the node's key, for one account only."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import tink

from tutela.platform.accounts.factors.errors import FactorUnreadable
from tutela.platform.accounts.factors.tables import authenticator_app
from tutela.platform.masterkey.sealed import Form, SealedColumn
from tutela.platform.secret import Secret

if TYPE_CHECKING:
    from uuid import UUID

    from tink import aead


def seal(node_key: aead.Aead, account_id: UUID, secret: Secret) -> str:
    """`secret` sealed for its row; it opens for this account only."""
    sealed = node_key.encrypt(secret.reveal().encode(), _context(account_id))
    return base64.b64encode(sealed).decode()


def unseal(node_key: aead.Aead, account_id: UUID, sealed: str) -> Secret:
    """The secret of a row. Raises FactorUnreadable."""
    try:
        return Secret(node_key.decrypt(base64.b64decode(sealed), _context(account_id)).decode())
    except (tink.TinkError, ValueError):
        raise FactorUnreadable(account=account_id) from None


def _context(account_id: UUID) -> bytes:
    return f"totp:{account_id}".encode()


SEALED = (
    SealedColumn(
        authenticator_app.c.sealed_secret,
        authenticator_app.c.account_id,
        Form.TEXT,
        _context,
    ),
)
