"""A Vault's transit engine, HashiCorp's or OpenBao's. The token is VAULT_TOKEN, or in its file."""

from __future__ import annotations

import base64
import binascii
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from tutela.platform.masterkey.errors import (
    KeyServiceAway,
    KeyServiceNotInstalled,
    KeyServiceRefused,
    KeyServiceUnfit,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.platform.masterkey.address import VaultKey

EXTRA: Final = "kms-vault"
_PATIENCE: Final = 10


class VaultKeyService:
    """One key of a transit engine."""

    def __init__(self, place: str, key: VaultKey) -> None:
        try:
            import hvac  # noqa: PLC0415 - an extra
        except ImportError:
            raise KeyServiceNotInstalled(place=place, extra=EXTRA) from None
        self._place, self._key = place, key
        self._transit = hvac.Client(url=key.url, timeout=_PATIENCE).secrets.transit

    def seal(self, secret: bytes) -> bytes:
        with self._failures_named():
            answer = self._transit.encrypt_data(
                name=self._key.name,
                plaintext=base64.b64encode(secret).decode(),
                mount_point=self._key.mount,
            )
            return str(answer["data"]["ciphertext"]).encode()

    def open(self, sealed: bytes) -> bytes:
        with self._failures_named():
            answer = self._transit.decrypt_data(
                name=self._key.name, ciphertext=sealed.decode(), mount_point=self._key.mount
            )
            return base64.b64decode(answer["data"]["plaintext"], validate=True)

    @contextmanager
    def _failures_named(self) -> Iterator[None]:
        import requests  # noqa: PLC0415 - comes with the extra
        from hvac import exceptions  # noqa: PLC0415

        try:
            yield
        except (exceptions.Forbidden, exceptions.Unauthorized):
            problem = "it denies access, or knows no such key or token"
            raise KeyServiceRefused(place=self._place, problem=problem) from None
        except exceptions.InvalidPath:
            problem = "it has no such engine or key"
            raise KeyServiceRefused(place=self._place, problem=problem) from None
        except (exceptions.InvalidRequest, UnicodeDecodeError):
            raise KeyServiceUnfit(place=self._place) from None
        except (exceptions.VaultError, requests.RequestException):
            raise KeyServiceAway(place=self._place) from None
        except (KeyError, TypeError, binascii.Error):  # an answer, but not a Vault's
            raise KeyServiceAway(place=self._place) from None
