"""Names for accounts that only this node can give: the log never holds an account reference."""

from __future__ import annotations

from base64 import b32encode
from hashlib import sha256
from hmac import digest

PREFIX = "acct_"
KEY_BYTES = 32
NAME_BYTES = 10  # 80 bits: the first chance collision is due at about 10^12 accounts


class Pseudonyms:
    """Keyed pseudonyms (HMAC-SHA256, RFC 2104): stable for one node, meaningless outside it."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        if len(key) < KEY_BYTES:
            raise ValueError(f"a pseudonym key has at least {KEY_BYTES} bytes")
        self._key = key

    def of(self, service_id: str, account_ref: str) -> str:
        """`acct_` and 16 signs. The same account of two services has two pseudonyms."""
        service = service_id.encode()
        account = account_ref.encode("utf-8", "surrogatepass")
        # The length goes in front, so that no two pairs give the same message.
        message = len(service).to_bytes(4, "big") + service + account
        short = digest(self._key, message, sha256)[:NAME_BYTES]
        return PREFIX + b32encode(short).decode().lower()
