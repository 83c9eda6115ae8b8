"""What is known of the identity provider in this process: its addresses and its keys, for an hour.

A token signed by a key that is not known has the keys read anew: providers rotate them. But not
more often than every few seconds, or whoever makes up tokens would keep the provider busy. While it
is away, one caller at a time finds that out and nobody waits for them: anybody may begin to sign
in, and each who waits holds a thread of the door.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey

from tutela.platform.accounts.sso import fetching
from tutela.platform.accounts.sso.errors import SsoAway
from tutela.platform.accounts.sso.model import Provider

if TYPE_CHECKING:
    from collections.abc import Callable

WELL_KNOWN = "/.well-known/openid-configuration"
FRESH_SECONDS = 3600.0
ASKED_AGAIN = 5.0
LATELY = "it did not a few seconds ago"
MOST_KEYS = 50
_KINDS: dict[str, type[RSAKey | ECKey | OKPKey]] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
SMALLEST_RSA = 2048


@dataclass(frozen=True, slots=True)
class _Known:
    provider: Provider
    keys: KeySet
    read_at: float


class Directory:
    """One provider, as last read. Threads may share it."""

    def __init__(self, issuer: str, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._issuer = issuer
        self._monotonic = monotonic
        self._known: _Known | None = None
        self._away_at: float | None = None
        self._reading = threading.Lock()

    def provider(self) -> Provider:
        """The provider's addresses. Raises SsoAway."""
        return self._current(FRESH_SECONDS).provider

    def keys(self, kid: str | None) -> KeySet:
        """The keys that may have signed a token that names `kid`. Raises SsoAway."""
        known = self._current(FRESH_SECONDS)
        if kid is not None and all(one.kid != kid for one in known.keys.keys):
            known = self._current(ASKED_AGAIN)
        return known.keys

    def _current(self, oldest: float) -> _Known:
        known = self._known
        if known is not None and self._monotonic() - known.read_at < oldest:
            return known
        if not self._reading.acquire(blocking=self._away_at is None):
            raise SsoAway(problem=LATELY)
        try:
            now = self._monotonic()
            if self._known is None or now - self._known.read_at >= oldest:
                self._known = self._read_anew(now)
            return self._known
        finally:
            self._reading.release()

    def _read_anew(self, now: float) -> _Known:
        if self._away_at is not None and now - self._away_at < ASKED_AGAIN:
            raise SsoAway(problem=LATELY)
        try:
            found = _Known(*_read(self._issuer), now)
        except SsoAway:
            self._away_at = self._monotonic()
            raise
        self._away_at = None
        return found


_directories: dict[str, Directory] = {}


def directory(issuer: str) -> Directory:
    """What this process knows of the provider `issuer`."""
    return _directories.setdefault(issuer, Directory(issuer))


def _read(issuer: str) -> tuple[Provider, KeySet]:
    said = fetching.get(issuer.rstrip("/") + WELL_KNOWN)
    # Discovery, 4.3: another name here means that somebody else answered.
    if said.get("issuer") != issuer:
        raise SsoAway(problem="it names another issuer")
    provider = Provider(
        issuer,
        _address(said, "authorization_endpoint"),
        _address(said, "token_endpoint"),
        _address(said, "jwks_uri"),
        said.get("authorization_response_iss_parameter_supported") is True,
    )
    return provider, _keys(fetching.get(provider.jwks_uri))


def _address(said: dict[str, Any], name: str) -> str:
    found = said.get(name)
    if not isinstance(found, str) or not fetching.safe(found):
        raise SsoAway(problem=f"its {name} is no https address")
    return found


def _keys(said: dict[str, Any]) -> KeySet:
    """The public keys for signatures among those published; others are passed over."""
    listed = said.get("keys")
    if not isinstance(listed, list):
        raise SsoAway(problem="it publishes no keys")
    found: list[Any] = [key for one in listed[:MOST_KEYS] if (key := _key(one)) is not None]
    return KeySet(found)


def _key(said: Any) -> RSAKey | ECKey | OKPKey | None:
    if not isinstance(said, dict) or said.get("use", "sig") != "sig":
        return None
    kind = _KINDS.get(str(said.get("kty")))
    if kind is None:
        return None
    try:
        # The private part has no place here, and a key is never told by its token (`jku`, `jwk`).
        key: RSAKey | ECKey | OKPKey = kind.import_key(
            {name: value for name, value in said.items() if name != "d"}
        )
        if isinstance(key, RSAKey) and key.public_key.key_size < SMALLEST_RSA:
            return None
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return key
