"""What one event is, so that it is filed once: an upload of some bytes by an account. Pure."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID


def event_key(
    *, item_id: UUID, service_id: str, account: str, external_id: str, sha256: str
) -> str:
    """A digest that is the same however often an event is found, reviewed or decided again.

    Where the platform names the upload, it is the platform's name, the account and the bytes: the
    same request scanned again is the same event, and the same picture uploaded anew is another.
    Without a name every item is an event of its own.
    """
    if not external_id:
        return hashlib.sha256(item_id.bytes).hexdigest()
    parts = (service_id, account, external_id, sha256)
    # The lengths go in front, so that no two lists of parts give the same message.
    message = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
    return hashlib.sha256(message).hexdigest()
