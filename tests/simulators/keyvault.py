"""A Vault with a transit engine on loopback, which refuses what the real one refuses.

After HashiCorp's HTTP API (secret engine `transit`): a wrong token is 403, a sealed Vault 503, a
key that is not there 404 (or 400 on opening), a ciphertext of another shape, another key or a
version that is too old or too new 400. It knows two operations, and needs only `cryptography`.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from collections.abc import Iterator

_NONCE = 12


class Refusal(Exception):
    """An answer that is no success."""

    def __init__(self, status: int, *problems: str) -> None:
        super().__init__(problems)
        self.status, self.problems = status, list(problems)


@dataclass
class Key:
    """One named key: its versions, and the oldest that may still open."""

    versions: list[bytes] = field(default_factory=lambda: [AESGCM.generate_key(256)])
    least: int = 1


@dataclass
class KeyVault:
    """What the server is and was asked. `token` is the only one it takes."""

    token: str = "hvs.a-token"
    sealed: bool = False
    keys: dict[str, Key] = field(default_factory=lambda: {"tutela": Key()})
    asked: list[str] = field(default_factory=list)
    url: str = ""

    @property
    def place(self) -> str:
        """What the setting `evidence_key` says to use it."""
        return f"hcvault://{self.url.removeprefix('http://')}/transit/keys/tutela?tls=off"

    def rotate(self, name: str = "tutela") -> None:
        self.keys[name].versions.append(AESGCM.generate_key(256))

    def answer(self, path: str, token: str, given: dict[str, Any]) -> dict[str, str]:
        if self.sealed:
            raise Refusal(503, "Vault is sealed")
        if token != self.token:
            raise Refusal(403, "permission denied")
        mount, operation, name = [*path.removeprefix("/v1/").rsplit("/", 2), "", ""][:3]
        if mount != "transit" or operation not in ("encrypt", "decrypt"):
            raise Refusal(404, f'no handler for route "{path}"')
        self.asked.append(operation)
        return self._encrypt(name, given) if operation == "encrypt" else self._decrypt(name, given)

    def _encrypt(self, name: str, given: dict[str, Any]) -> dict[str, str]:
        if name not in self.keys:
            raise Refusal(404)
        try:
            plain = base64.b64decode(given["plaintext"], validate=True)
        except (KeyError, binascii.Error):
            raise Refusal(400, "failed to base64-decode plaintext") from None
        versions = self.keys[name].versions
        nonce = os.urandom(_NONCE)
        sealed = base64.b64encode(nonce + AESGCM(versions[-1]).encrypt(nonce, plain, None))
        return {"ciphertext": f"vault:v{len(versions)}:{sealed.decode()}"}

    def _decrypt(self, name: str, given: dict[str, Any]) -> dict[str, str]:
        if name not in self.keys:
            raise Refusal(400, "encryption key not found")
        key, parts = self.keys[name], str(given.get("ciphertext", "")).split(":")
        if len(parts) != 3 or parts[0] != "vault" or not parts[1].removeprefix("v").isdigit():
            raise Refusal(400, "invalid ciphertext: no prefix")
        version = int(parts[1].removeprefix("v"))
        if version > len(key.versions):
            raise Refusal(400, "invalid ciphertext: version is too new")
        if version < key.least:
            raise Refusal(400, "ciphertext or signature version is disallowed by policy (too old)")
        try:
            raw = base64.b64decode(parts[2], validate=True)
            plain = AESGCM(key.versions[version - 1]).decrypt(raw[:_NONCE], raw[_NONCE:], None)
        except (binascii.Error, InvalidTag, ValueError):
            raise Refusal(400, "cipher: message authentication failed") from None
        return {"plaintext": base64.b64encode(plain).decode()}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        vault = cast("KeyVault", self.server.vault)  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        try:
            given = json.loads(body or b"{}")
            data = vault.answer(self.path, self.headers.get("X-Vault-Token", ""), given)
            self._send(200, {"data": data})
        except Refusal as refusal:
            self._send(refusal.status, {"errors": refusal.problems})

    def do_PUT(self) -> None:
        self.do_POST()

    def do_GET(self) -> None:
        self._send(405, {"errors": ["unsupported operation"]})

    def _send(self, status: int, answer: dict[str, Any]) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@contextmanager
def keyvault() -> Iterator[KeyVault]:
    vault = KeyVault()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.vault = vault  # type: ignore[attr-defined]
    vault.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield vault
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
