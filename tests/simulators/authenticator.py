"""An authenticator with passkeys, and the browser before it, as WebAuthn Level 2 describes them.

It makes and uses credentials as a device does. What a test turns askew (`origin`, `verified`, the
count) is what a wrong page, a device without a PIN or a copied key would send.
"""

from __future__ import annotations

import base64
import json
import secrets
import struct
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
AAGUID = bytes(16)


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@dataclass
class Key:
    """One passkey in the device."""

    host: str
    user_handle: bytes
    private: ec.EllipticCurvePrivateKey = field(default_factory=_new_key)
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))


@dataclass
class Authenticator:
    """A device with a PIN. `count` is how often it has signed."""

    origin: str
    verified: bool = True
    count: int = 0
    keys: list[Key] = field(default_factory=list)

    def makes(self, options: str) -> str:
        """Answers `navigator.credentials.create`."""
        asked = json.loads(options)
        assert asked["authenticatorSelection"]["residentKey"] == "required"
        assert asked["authenticatorSelection"]["userVerification"] == "required"
        present = {decoded(one["id"]) for one in asked.get("excludeCredentials", [])}
        assert not present & {one.id for one in self.keys}, "it is in this device already"
        key = Key(asked["rp"]["id"], decoded(asked["user"]["id"]))
        self.keys.append(key)
        attested = AAGUID + struct.pack(">H", len(key.id)) + key.id + self._public(key)
        statement = {"fmt": "none", "attStmt": {}, "authData": self._data(key, ATTESTED) + attested}
        return self._answer(
            key,
            clientDataJSON=self._client("webauthn.create", asked["challenge"]),
            attestationObject=cbor2.dumps(statement),
        )

    def signs(self, options: str, key: Key | None = None) -> str:
        """Answers `navigator.credentials.get`."""
        asked = json.loads(options)
        assert asked["userVerification"] == "required"
        key = key or next(one for one in self.keys if one.host == asked["rpId"])
        self.count += 1
        client = self._client("webauthn.get", asked["challenge"])
        data = self._data(key)
        return self._answer(
            key,
            clientDataJSON=client,
            authenticatorData=data,
            signature=key.private.sign(data + sha256(client).digest(), ec.ECDSA(SHA256())),
            userHandle=key.user_handle,
        )

    def _client(self, kind: str, challenge: str) -> bytes:
        told: dict[str, Any] = {"type": kind, "challenge": challenge, "origin": self.origin}
        return json.dumps(told | {"crossOrigin": False}).encode()

    def _data(self, key: Key, flags: int = 0) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verified else 0)
        return sha256(key.host.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _public(self, key: Key) -> bytes:
        numbers = key.private.public_key().public_numbers()
        x, y = (one.to_bytes(32, "big") for one in (numbers.x, numbers.y))
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})

    def _answer(self, key: Key, **response: bytes) -> str:
        return json.dumps(
            {
                "id": encoded(key.id),
                "rawId": encoded(key.id),
                "type": "public-key",
                "clientExtensionResults": {},
                "response": {name: encoded(value) for name, value in response.items()},
            }
        )
