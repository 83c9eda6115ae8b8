"""Single sign-on as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Provider:
    """What the provider says of itself (OpenID Connect Discovery 1.0), checked."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    names_itself: bool  # in every answer (RFC 9207)


@dataclass(frozen=True, slots=True)
class Proven:
    """Somebody whom the provider vouches for. `email` only if it has verified it.

    `strength`: the words by which it says how they proved who they are (`amr` and `acr`).
    """

    issuer: str
    subject: str
    email: str = ""
    strength: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An account and who opens it: a `subject`, or until their first sign-in an `email`.

    `mapped`: the account and its roles came from the provider's groups, and follow them.
    """

    id: UUID
    account_id: UUID
    issuer: str
    subject: str | None
    email: str | None
    mapped: bool
    made_at: datetime
    last_used_at: datetime | None = None
