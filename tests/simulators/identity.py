"""An OpenID provider: a small real server that refuses what a real one refuses.

It knows one client, demands PKCE (RFC 7636), redeems each code once, and signs with real keys by
its own code. Tests make it misbehave. Who comes to `authorize` is `subject`, unasked.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self, cast
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from types import TracebackType

LASTS = 300
DISCOVERY = "/.well-known/openid-configuration"
HUGE = 3 * 1024 * 1024


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def number(value: int) -> str:
    return b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


class RsaKey:
    """A key that signs RS256."""

    alg = "RS256"

    def __init__(self) -> None:
        self.kid = secrets.token_hex(4)
        self._key = rsa.generate_private_key(65537, 2048)

    def jwk(self) -> dict[str, str]:
        public = self._key.public_key().public_numbers()
        return {
            "kty": "RSA", "use": "sig", "alg": self.alg, "kid": self.kid,
            "n": number(public.n), "e": number(public.e),
        }  # fmt: skip

    def sign(self, text: bytes) -> bytes:
        return self._key.sign(text, padding.PKCS1v15(), hashes.SHA256())


class EcKey:
    """A key that signs ES256."""

    alg = "ES256"

    def __init__(self) -> None:
        self.kid = secrets.token_hex(4)
        self._key = ec.generate_private_key(ec.SECP256R1())

    def jwk(self) -> dict[str, str]:
        public = self._key.public_key().public_numbers()
        x, y = (b64(one.to_bytes(32, "big")) for one in (public.x, public.y))
        return {
            "kty": "EC", "use": "sig", "alg": self.alg, "kid": self.kid, "crv": "P-256",
            "x": x, "y": y,
        }  # fmt: skip

    def sign(self, text: bytes) -> bytes:
        r, s = decode_dss_signature(self._key.sign(text, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


@dataclass
class Misbehaviour:
    """What to do otherwise than a good provider would. Paths are those of the endpoints."""

    claims: dict[str, Any] = field(default_factory=dict)  # put into the token; None takes one away
    header: dict[str, Any] = field(default_factory=dict)
    signed: Callable[[str], str] | None = None  # the whole token, changed
    documents: dict[str, dict[str, Any]] = field(default_factory=dict)  # put into a JSON answer
    status: dict[str, int] = field(default_factory=dict)
    raw: dict[str, bytes] = field(default_factory=dict)
    slow: set[str] = field(default_factory=set)
    refuse: str = ""  # an error of the authorization endpoint
    answer: dict[str, str] = field(default_factory=dict)  # put into the way back


@dataclass
class _Code:
    redirect_uri: str
    challenge: str
    nonce: str
    asked: dict[str, str]


class IdentityProvider:
    """The provider, on a port of this machine. Used as a context manager."""

    def __init__(self, *, key: RsaKey | EcKey | None = None) -> None:
        self.client_id, self.client_secret = "tutela-node", secrets.token_urlsafe(24)
        self.redirect_uri = ""
        self.key = key or RsaKey()
        self.subject = "subject-1"
        self.about: dict[str, Any] = {}
        self.clock: Callable[[], datetime] | None = None
        self.bad = Misbehaviour()
        self.asked: list[dict[str, str]] = []
        self.requests: list[str] = []
        self.codes: dict[str, _Code] = {}
        self.released = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.provider = self  # type: ignore[attr-defined]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self.issuer = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.released.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def rotate(self, key: RsaKey | EcKey | None = None) -> None:
        """Signs with another key from now on, and publishes that one only."""
        self.key = key or RsaKey()

    def now(self) -> int:
        return int(self.clock().timestamp()) if self.clock else int(time.time())

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": self.issuer + "/authorize",
            "token_endpoint": self.issuer + "/token",
            "jwks_uri": self.issuer + "/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [self.key.alg],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
        }

    def authorize(self, asked: dict[str, str]) -> tuple[int, str]:
        """400 and why, or 302 and the way back (RFC 6749, 4.1.2)."""
        self.asked.append(asked)
        if asked.get("client_id") != self.client_id:
            return 400, "unknown client"
        if not self.redirect_uri or asked.get("redirect_uri") != self.redirect_uri:
            return 400, "wrong redirect_uri"
        told = {"state": asked.get("state", ""), "iss": self.issuer}
        if self.bad.refuse:
            return 302, self._back({**told, "error": self.bad.refuse})
        if asked.get("response_type") != "code" or "openid" not in asked.get("scope", "").split():
            return 302, self._back({**told, "error": "invalid_request"})
        if (
            asked.get("code_challenge_method") != "S256"
            or len(asked.get("code_challenge", "")) != 43
        ):
            return 302, self._back({**told, "error": "invalid_request"})
        code = secrets.token_urlsafe(24)
        self.codes[code] = _Code(
            asked["redirect_uri"], asked["code_challenge"], asked.get("nonce", ""), asked
        )
        return 302, self._back({**told, "code": code, **self.bad.answer})

    def _back(self, answer: dict[str, str]) -> str:
        return f"{self.redirect_uri}?{urlencode(answer)}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """The token endpoint (RFC 6749, 4.1.3; RFC 7636, 4.6)."""
        if not self._knows(authorization):
            return 401, {"error": "invalid_client"}
        code = self.codes.pop(form.get("code", ""), None)
        if form.get("grant_type") != "authorization_code" or code is None:
            return 400, {"error": "invalid_grant"}
        challenge = b64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if challenge != code.challenge or form.get("redirect_uri") != code.redirect_uri:
            return 400, {"error": "invalid_grant"}
        access = secrets.token_urlsafe(24)
        return 200, {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": LASTS,
            "id_token": self._id_token(code, access),
        }

    def _knows(self, authorization: str) -> bool:
        kind, _, rest = authorization.partition(" ")
        if kind != "Basic":
            return False
        name, _, password = base64.b64decode(rest).decode().partition(":")
        return (unquote(name), unquote(password)) == (self.client_id, self.client_secret)

    def _id_token(self, code: _Code, access: str) -> str:
        now = self.now()
        claims: dict[str, Any] = {
            "iss": self.issuer, "sub": self.subject, "aud": self.client_id, "iat": now,
            "exp": now + LASTS, "auth_time": now, "nonce": code.nonce,
            "at_hash": b64(hashlib.sha256(access.encode()).digest()[:16]),
        }  # fmt: skip
        claims |= self.about | self.bad.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.key.alg, "kid": self.key.kid, "typ": "JWT"} | self.bad.header
        head, body = (b64(json.dumps(part).encode()) for part in (header, claims))
        text = f"{head}.{body}"
        token = f"{text}.{b64(self.key.sign(text.encode()))}"
        return self.bad.signed(token) if self.bad.signed else token


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def provider(self) -> IdentityProvider:
        return cast("IdentityProvider", self.server.provider)  # type: ignore[attr-defined]

    def do_GET(self) -> None:
        one, path = self.provider, urlsplit(self.path)
        one.requests.append(path.path)
        if self._misbehaves(path.path):
            return
        if path.path == DISCOVERY:
            self._json(200, one.discovery() | one.bad.documents.get(DISCOVERY, {}))
        elif path.path == "/keys":
            self._json(200, {"keys": [one.key.jwk()]} | one.bad.documents.get("/keys", {}))
        elif path.path == "/authorize":
            status, said = one.authorize(_flat(path.query))
            self._answer(status, b"" if status == 302 else said.encode(), {"location": said})
        else:
            self._answer(404, b"")

    def do_POST(self) -> None:
        one = self.provider
        one.requests.append(self.path)
        body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        if self._misbehaves(self.path):
            return
        if self.path != "/token":
            self._answer(404, b"")
            return
        status, said = one.token(_flat(body), self.headers.get("authorization", ""))
        self._json(status, said | one.bad.documents.get("/token", {}))

    def _misbehaves(self, path: str) -> bool:
        bad = self.provider.bad
        if path in bad.slow:
            self.provider.released.wait(30)
            self.close_connection = True
            return True
        if path in bad.raw or path in bad.status:
            self._answer(
                bad.status.get(path, 200),
                bad.raw.get(path, b"{}"),
                {"location": self.provider.issuer + "/elsewhere"},
            )
            return True
        return False

    def _json(self, status: int, value: dict[str, Any]) -> None:
        self._answer(status, json.dumps(value).encode(), {"content-type": "application/json"})

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        pass


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
