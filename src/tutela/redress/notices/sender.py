"""Who sends a notice, as far as they said, and how much one sender may send. Pure."""

from __future__ import annotations

from base64 import b32encode
from dataclasses import dataclass
from hashlib import sha256
from hmac import digest
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.platform.actor import Actor

_PURPOSE: Final = b"tutela notice source 1\n"
_BYTES: Final = 15
# Notices within an hour from one address, and by one key.
SENDING_LIMIT: Final = {False: 30, True: 2000}


@dataclass(frozen=True, slots=True)
class Sender:
    """Whoever gives notice to a service. `actor` is a key, None for anybody else; `source` is what
    a flood is bounded by.
    """

    service_id: str
    source: str
    actor: Actor | None = None

    @property
    def known(self) -> bool:
        """Whether a key vouches for them."""
        return self.actor is not None

    @property
    def scope(self) -> str:
        """Within what an id of their own is theirs."""
        return f"{self.service_id}\n{self.actor.id if self.actor else ''}"


def source_of(key: bytes, address: str, at: datetime) -> str:
    """A name for an address that only the holder of `key` can give, another one every day."""
    message = _PURPOSE + f"{at:%Y-%m-%d}\n{address}".encode()
    return b32encode(digest(key, message, sha256)[:_BYTES]).decode().lower()
