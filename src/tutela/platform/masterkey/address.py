"""Where the master key is kept: in its file, or sealed by a key service, as one address. Pure.

    file
    aws-kms://arn:aws:kms:eu-west-1:111122223333:key/ID
    hcvault://vault.example.org:8200/transit/keys/NAME

The addresses are those of Tink. `?tls=off` is for a Vault on this machine.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import urlsplit

IN_FILE: Final = "file"
_AWS = re.compile(
    r"aws-kms://(arn:aws[a-z-]*:kms:([a-z0-9-]+):\d{12}:(?:key|alias)/[A-Za-z0-9/_-]+)"
)
_VAULT_PATH = re.compile(r"/([A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*)/keys/([A-Za-z0-9_.-]+)")
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class KeyAddressWrong(ValueError):
    """What is wrong with an address, as half a sentence."""


class AwsKey(NamedTuple):
    """A key of Amazon's key service."""

    arn: str
    region: str


class VaultKey(NamedTuple):
    """A key of the transit engine at `mount` of a Vault."""

    url: str
    mount: str
    name: str


def parse(text: str) -> AwsKey | VaultKey | None:
    """The key an address names; None for the file. Raises KeyAddressWrong."""
    if text == IN_FILE:
        return None
    if found := _AWS.fullmatch(text):
        return AwsKey(found[1], found[2])
    if text.startswith("aws-kms:"):
        raise KeyAddressWrong("write aws-kms:// and the whole ARN of the key")
    if text.startswith("hcvault:"):
        return _vault(text)
    raise KeyAddressWrong("write file, aws-kms://arn:… or hcvault://host/transit/keys/name")


def _vault(text: str) -> VaultKey:
    try:
        parts = urlsplit(text)
        here = parts.hostname in _LOOPBACK
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise KeyAddressWrong("write hcvault://host/transit/keys/name") from None
    if "@" in parts.netloc:
        raise KeyAddressWrong("leave credentials out; they come from the environment")
    path = _VAULT_PATH.fullmatch(parts.path)
    if not parts.hostname or not path or parts.fragment:
        raise KeyAddressWrong("write hcvault://host/transit/keys/name")
    if parts.query not in ("", "tls=off") or (parts.query and not here):
        raise KeyAddressWrong("only tls=off may follow the ?, and only on this machine")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    scheme = "http" if parts.query else "https"
    return VaultKey(f"{scheme}://{host}{port}", path[1], path[2])
