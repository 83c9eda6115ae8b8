"""Judging an id_token (OpenID Connect Core 1.0, 3.1.3.7).

By whom it is and for whom, how old, and how the person proved who they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]  # it ships no types
from joserfc import jws, jwt
from joserfc.errors import JoseError

from tutela.platform import log
from tutela.platform.accounts.sso.errors import SsoRefused, SsoWeak
from tutela.platform.accounts.sso.model import Proven

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.platform.accounts.sso.provider import Directory

# Public keys only: with a shared secret, whoever verifies could also sign; `none` signs nothing.
ALGORITHMS = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
)
SKEW = timedelta(seconds=60)
OLDEST = timedelta(minutes=10)
LONGEST = 255


@dataclass(frozen=True, slots=True)
class Asked:
    """What the token must answer to. `level`: an `acr` demanded; `max_age`: the oldest proof."""

    issuer: str
    client_id: str
    nonce: str
    level: str | None = None
    max_age: timedelta | None = None
    groups_claim: str = ""


def judged(
    directory: Directory, raw: object, access: object, asked: Asked, now: datetime
) -> Proven:
    """Whom the token vouches for. Raises SsoRefused, SsoWeak and SsoAway."""
    try:
        claims = _claims(directory, str(raw), str(access), asked)
        claims.validate(int(now.timestamp()), int(SKEW.total_seconds()))
        _require(claims, asked, now)
    except (JoseError, ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        # The kind alone: a message may repeat what the token says.
        log.get("accounts").warning("sso-token-refused", kind=type(error).__name__)
        raise SsoRefused from None
    _require_level(claims, asked, now)
    return _proven(claims, asked)


def _claims(directory: Directory, raw: str, access: str, asked: Asked) -> CodeIDToken:
    kid = jws.extract_compact(raw.encode()).headers().get("kid")
    keys = directory.keys(kid if isinstance(kid, str) else None)
    token = jwt.decode(raw, keys, algorithms=ALGORITHMS)
    options = {
        "iss": {"essential": True, "value": asked.issuer},
        "aud": {"essential": True, "value": asked.client_id},
        "nonce": {"essential": True, "value": asked.nonce},
    }
    params = {"nonce": asked.nonce, "client_id": asked.client_id, "access_token": access}
    return CodeIDToken(token.claims, token.header, options, params)


def _require(claims: dict[str, Any], asked: Asked, now: datetime) -> None:
    """What the library leaves open. Raises ValueError."""
    subject, audience = claims["sub"], claims["aud"]
    if (
        not isinstance(subject, str)
        or not 1 <= len(subject) <= LONGEST
        or not subject.isprintable()
    ):
        raise ValueError("sub")
    if not isinstance(claims["iss"], str) or claims["iss"] != asked.issuer:
        raise ValueError("iss")
    # A second audience would be somebody else who may show us this token.
    if audience not in (asked.client_id, [asked.client_id]):
        raise ValueError("aud")
    if now.timestamp() - claims["iat"] > (OLDEST + SKEW).total_seconds():
        raise ValueError("iat")


def _require_level(claims: dict[str, Any], asked: Asked, now: datetime) -> None:
    if asked.level is not None and claims.get("acr") != asked.level:
        raise SsoWeak
    if asked.max_age is not None:
        proven_at = claims.get("auth_time")
        age = now.timestamp() - proven_at if isinstance(proven_at, int | float) else None
        if age is None or age > (asked.max_age + SKEW).total_seconds():
            raise SsoWeak


def _proven(claims: dict[str, Any], asked: Asked) -> Proven:
    email = claims.get("email") if claims.get("email_verified") is True else ""
    return Proven(
        issuer=asked.issuer,
        subject=claims["sub"],
        email=email.lower() if isinstance(email, str) and len(email) <= LONGEST else "",
        strength=_words(claims.get("amr")) | _words([claims.get("acr")]),
        groups=_words(claims.get(asked.groups_claim)) if asked.groups_claim else frozenset(),
        name=str(claims.get("preferred_username") or ""),
    )


def _words(value: object) -> frozenset[str]:
    return (
        frozenset(one for one in value if isinstance(one, str))
        if isinstance(value, list)
        else frozenset()
    )
