"""API keys: making one (its token is shown once), revoking, listing.

A token is `tutela_`, a public id of 16 signs by which it is looked up and spoken of, `_`, and 256
random bits in base64url. Only its SHA-256 is stored: with that much randomness a slow hash would
protect nothing more.
"""

from __future__ import annotations

import re
import secrets
from base64 import b32encode
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from tutela.platform.accounts import key_store
from tutela.platform.accounts.errors import (
    ApiKeyLabelInvalid,
    ApiKeyScopesInvalid,
    ApiKeyTermInvalid,
    ApiKeyUnknown,
)
from tutela.platform.accounts.model import ApiKey
from tutela.platform.approvals import asking
from tutela.platform.approvals.model import Act, Asked
from tutela.platform.audit.model import Event
from tutela.platform.permissions import FOR_KEYS, GRANTS, Permission, Role
from tutela.platform.secret import Secret
from tutela.platform.services.service import require_service

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tutela.platform.actor import Actor
    from tutela.platform.approvals.errors import AwaitsApproval
    from tutela.platform.node import Node
    from tutela.platform.work import Work

PREFIX = "tutela_"
SCOPES = GRANTS[Role.INTEGRATION]
PURPOSES = {
    "scanning": SCOPES,
    "metrics": GRANTS[Role.MONITOR],
    "orders": GRANTS[Role.AUTHORITY],
    "notices": frozenset({Permission.NOTICE_GIVE}),
    "case-system": GRANTS[Role.CASE_SYSTEM],
}  # what keys are made for
POSSIBLE = FOR_KEYS  # the figures only where they are asked for
LONGEST_LABEL = 80
USUAL_DAYS, LONGEST_DAYS = 365, 730
_PUBLIC_BYTES = 10
_SECRET_BYTES = 32
_TOKEN = re.compile(PREFIX + r"([a-z2-7]{16})_[A-Za-z0-9_-]{43}")


def create_key(
    node: Node,
    actor: Actor,
    service_id: str,
    label: str,
    *,
    expires_in_days: int = USUAL_DAYS,
    scopes: Iterable[Permission] = SCOPES,
    reason: str = "",
) -> Secret:
    """Makes a key for a declared service and returns its token, which is shown only this once.

    Every key ends: who forgets one forgets it for two years at most.

    Once the service is in use, scopes that none of its keys ever had need another person's permit:
    raises AwaitsApproval, or AskingReasonMissing without `reason`. Raises Forbidden,
    ServiceUnknown, ApiKeyLabelInvalid, ApiKeyTermInvalid, ApiKeyScopesInvalid.
    """
    actor.require(Permission.KEY_MANAGE)
    wanted = _check(label, expires_in_days, scopes)
    public_id = b32encode(secrets.token_bytes(_PUBLIC_BYTES)).decode().lower()
    token = Secret(f"{PREFIX}{public_id}_{secrets.token_urlsafe(_SECRET_BYTES)}")
    with node.work(actor, purpose="create an API key") as work:
        require_service(work.connection, service_id)
        one = ApiKey(
            id=work.new_id(),
            service_id=service_id,
            public_id=public_id,
            label=label.strip(),
            scopes=wanted,
            created_by=actor.id,
            created_at=work.now,
            expires_at=work.now + timedelta(days=expires_in_days),
        )
        waits = _permit(work, one, expires_in_days, reason)
        if waits is None:
            _add(work, one, token)
    if waits is not None:
        raise waits
    return token


def _add(work: Work, one: ApiKey, token: Secret) -> None:
    key_store.add(work.connection, one, token_hash(token.reveal()))
    work.record(
        Event.KEY_CREATE,
        subject=("key", one.id),
        service_id=one.service_id,
        public_id=one.public_id,
        label=one.label,
        scopes=sorted(scope.value for scope in one.scopes),
        expires_at=one.expires_at.isoformat() if one.expires_at else None,
    )


def _permit(work: Work, one: ApiKey, days: int, reason: str) -> AwaitsApproval | None:
    """What to raise where a key would be wider than the service's keys ever were."""
    known = [
        key.scopes for key in key_store.keys(work.connection) if key.service_id == one.service_id
    ]
    wider = one.scopes - frozenset().union(*known)
    if not known or not wider or not asking.guarded(work, Act.KEY, one.service_id):
        return None
    scopes = ", ".join(sorted(one.scopes))
    changes = (f"A key of {one.service_id} for {one.label} may newly: {', '.join(sorted(wider))}.",)
    subject = f"{one.service_id}: {one.label}: {scopes}: {days}"
    return asking.permitted(work, Asked(Act.KEY, one.service_id, subject, changes), reason)


def revoke_key(node: Node, actor: Actor, public_id: str, *, reason: str = "") -> ApiKey:
    """Ends a key in all processes within a second. Doing it again changes nothing.

    Takes the public id with or without its prefix, never the token. Raises Forbidden and
    ApiKeyUnknown.
    """
    actor.require(Permission.KEY_MANAGE)
    named = public_id.removeprefix(PREFIX)
    with node.work(actor, purpose="revoke an API key") as work:
        one = key_store.find(work.connection, named) if _is_public_id(named) else None
        if one is None:
            raise ApiKeyUnknown(key=_shown(named))
        if one.revoked_at:
            return one
        key_store.revoke(work.connection, one.id, work.now)
        work.record(
            Event.KEY_REVOKE,
            subject=("key", one.id),
            service_id=one.service_id,
            reason=reason,
            public_id=one.public_id,
        )
        return replace(one, revoked_at=work.now)


def list_keys(node: Node, actor: Actor) -> list[ApiKey]:
    """Every key there ever was, without its secret part. Raises Forbidden."""
    actor.require(Permission.KEY_MANAGE)
    with node.read() as connection:
        return key_store.keys(connection)


def public_id_of(token: str) -> str | None:
    """The public id inside a well-formed token, else None."""
    found = _TOKEN.fullmatch(token)
    return found[1] if found else None


def token_hash(token: str) -> bytes:
    """What is stored of a token: its SHA-256, 32 bytes."""
    return sha256(token.encode()).digest()


def _check(label: str, expires_in_days: int, scopes: Iterable[Permission]) -> frozenset[Permission]:
    if not 1 <= len(label.strip()) <= LONGEST_LABEL or not label.isprintable():
        raise ApiKeyLabelInvalid
    if not 1 <= expires_in_days <= LONGEST_DAYS:
        raise ApiKeyTermInvalid(longest=LONGEST_DAYS, days=expires_in_days)
    wanted = frozenset(scopes)
    if not wanted or not wanted <= POSSIBLE:
        raise ApiKeyScopesInvalid(possible=", ".join(sorted(POSSIBLE)))
    return wanted


def _is_public_id(text: str) -> bool:
    return re.fullmatch(r"[a-z2-7]{16}", text) is not None


def _shown(named: str) -> str:
    # Somebody may have pasted the whole token: then nothing of it is repeated.
    return named if _is_public_id(named) else "by that name"
