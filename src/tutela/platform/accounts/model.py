"""People, their sessions and the keys of services, as values. No secret is ever in the clear."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from tutela.platform.actor import Actor, ActorKind
from tutela.platform.permissions import ACCOUNT_ROLES, Permission, permissions_of
from tutela.platform.separation import kept

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.platform.secret import Secret


@dataclass(frozen=True, slots=True)
class Account:
    """A person who may sign in, unless disabled.

    `own` is what those of the roles grant that this node made itself.
    """

    id: UUID
    name: str
    roles: frozenset[str]
    created_at: datetime
    disabled_at: datetime | None = None
    own: frozenset[Permission] = frozenset()

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the roles grant now, without what one person may never hold together."""
        return kept(permissions_of(self.roles & ACCOUNT_ROLES) | self.own)

    @property
    def actor(self) -> Actor:
        """The person as the one who acts; its id is the account's id."""
        return Actor(ActorKind.PERSON, str(self.id), self.name, self.permissions)


@dataclass(frozen=True, slots=True)
class OwnRole:
    """A role that this node made itself, beside those built in."""

    id: UUID
    name: str
    about: str
    permissions: frozenset[Permission]
    created_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account and the argon2id hash of its password."""

    account: Account
    password_hash: Secret


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A session as stored: `fingerprint` is the SHA-256 of its token, in hexadecimal."""

    fingerprint: str
    account_id: UUID
    method: str
    opened_at: datetime
    last_seen_at: datetime
    proven_at: datetime
    proven_by: str
    expires_at: datetime
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in: the cookie's token, the forms' token, and until when both hold.

    `proven_at` is when they last proved who they are, by a factor if they have one, and `proven_by`
    the `Method` of that. `must_enrol`: the node asks for a factor and they have none, so they may
    do no more than set one up.
    """

    token: Secret
    csrf: Secret
    actor: Actor
    fingerprint: str
    proven_at: datetime
    expires_at: datetime
    must_enrol: bool = False
    proven_by: str = ""

    @property
    def account_id(self) -> UUID:
        """Whose session this is."""
        return UUID(self.actor.id)


@dataclass(frozen=True, slots=True)
class Halfway:
    """Somebody whose password was right, and who has a second factor: what they come back with."""

    token: Secret


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A service's key without its secret part; `public_id` is the part that may be shown."""

    id: UUID
    service_id: str
    public_id: str
    label: str
    scopes: frozenset[Permission]
    created_by: str
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None

    @property
    def actor(self) -> Actor:
        """The service behind this key as the one who acts."""
        return Actor(ActorKind.KEY, str(self.id), self.label, self.scopes, self.service_id)

    def expired(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now
