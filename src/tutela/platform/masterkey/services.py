"""Key services outside: each seals a small secret and opens it again, and never gives its key."""

from __future__ import annotations

from typing import Protocol

from tutela.platform.masterkey.address import AwsKey, parse


class KeyService(Protocol):
    """One key of a service. What it seals has a few hundred bytes."""

    def seal(self, secret: bytes) -> bytes:
        """Raises KeyServiceAway and KeyServiceRefused."""
        ...

    def open(self, sealed: bytes) -> bytes:
        """Raises KeyServiceAway, KeyServiceRefused and KeyServiceUnfit."""
        ...


def service_of(place: str) -> KeyService | None:
    """The service an address names; None for the file. Raises KeyServiceNotInstalled."""
    named = parse(place)
    if named is None:
        return None
    # Slow to load, each an extra, and most nodes need neither.
    if isinstance(named, AwsKey):
        from tutela.platform.masterkey.aws import AwsKeyService  # noqa: PLC0415

        return AwsKeyService(place, named)
    from tutela.platform.masterkey.vault import VaultKeyService  # noqa: PLC0415

    return VaultKeyService(place, named)
