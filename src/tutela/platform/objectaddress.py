"""Where an S3-compatible store is: one address, without credentials. Pure.

s3://bucket/prefix?endpoint=https://store.example.org&region=eu-west-1
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qsl, urlsplit

SCHEME = "s3"
IN_HOME = "folder"  # stands in the place of an address
# As S3 has it; no dots, which break TLS names.
_BUCKET = re.compile(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]")
_PREFIX = re.compile(r"([A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*)?")
_REGION = re.compile(r"[a-z0-9-]{1,40}")
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class AddressWrong(ValueError):
    """What is wrong with an address, as half a sentence."""


@dataclass(frozen=True, slots=True)
class ObjectAddress:
    """A bucket and a prefix in it. `endpoint` is empty for Amazon's own."""

    bucket: str
    prefix: str
    endpoint: str
    region: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises AddressWrong."""
        try:
            parts = urlsplit(text)
            given = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=False))
        except ValueError:
            raise AddressWrong("write s3://bucket/prefix") from None
        if parts.scheme != SCHEME or parts.fragment:
            raise AddressWrong("write s3://bucket/prefix")
        if "@" in parts.netloc:
            raise AddressWrong("leave credentials out; they come from the environment")
        prefix = parts.path.strip("/")
        if not _BUCKET.fullmatch(parts.netloc):
            raise AddressWrong("its bucket has a name that no bucket can have")
        if not _PREFIX.fullmatch(prefix) or ".." in prefix.split("/"):
            raise AddressWrong("its prefix may have letters, digits, - . _ and / only")
        if set(given) - {"endpoint", "region"}:
            raise AddressWrong("only endpoint and region may follow the ?")
        endpoint, region = given.get("endpoint", ""), given.get("region", "")
        if endpoint and not _is_safe(endpoint):
            raise AddressWrong("its endpoint must be https://host, or http:// on this machine")
        if region and not _REGION.fullmatch(region):
            raise AddressWrong("its region has a name that no region can have")
        return cls(parts.netloc, prefix, endpoint.rstrip("/"), region)

    def __str__(self) -> str:
        """As people read it: bucket and prefix."""
        return f"{SCHEME}://{self.bucket}" + (f"/{self.prefix}" if self.prefix else "")


def _is_safe(endpoint: str) -> bool:
    """Whether requests to it are encrypted, or stay on this machine."""
    parts = urlsplit(endpoint)
    if not parts.hostname or "@" in parts.netloc or parts.query or parts.path not in ("", "/"):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
