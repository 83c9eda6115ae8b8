"""Second factors as values. No secret is ever in the clear."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID


class Method(StrEnum):
    """How somebody proved who they are."""

    PASSWORD = "password"  # noqa: S105 - the word itself
    CODE = "code"
    RECOVERY_CODE = "recovery-code"
    PASSKEY = "passkey"
    SSO = "single sign-on"
    SSO_STRONG = "strong sign-on"


@dataclass(frozen=True, slots=True)
class App:
    """An authenticator app; no factor until it is confirmed.

    `last_step` is the step of the last code that was taken: no code of it, or before it, holds.
    """

    account_id: UUID
    sealed_secret: str
    started_at: datetime
    confirmed_at: datetime | None = None
    last_step: int | None = None
    last_used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey: what judges its signatures, and what its owner calls it."""

    id: UUID
    account_id: UUID
    credential_id: bytes
    public_key: bytes
    sign_count: int
    name: str
    added_at: datetime
    last_used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody can prove themselves with beside the password."""

    app: App | None
    recovery_codes: int
    passkeys: tuple[Passkey, ...] = ()

    @property
    def has_factor(self) -> bool:
        return self.app is not None or bool(self.passkeys)
