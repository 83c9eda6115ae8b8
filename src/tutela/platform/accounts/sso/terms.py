"""The terms of single sign-on on this node: its settings, read and checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tutela.platform.accounts.sso.errors import SsoOff, SsoSecretUnreadable
from tutela.platform.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

    from tutela.platform.settings import Settings

BACK = "/login/sso/back"
OTHERS = 0o077
LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Terms:
    """Who the provider is, what it knows this node as, and what it must vouch for."""

    issuer: str
    client_id: str
    secret: Secret
    back: str
    level: str | None
    max_age: timedelta | None
    groups_claim: str


def terms_of(settings: Settings) -> Terms:
    """Raises SsoOff and SsoSecretUnreadable."""
    origin = settings.pages_origin
    if not settings.offers_sso or origin is None:
        raise SsoOff
    minutes = settings.oidc_max_age_minutes
    return Terms(
        issuer=str(settings.oidc_issuer),
        client_id=str(settings.oidc_client_id),
        secret=_secret(settings.oidc_secret_file),
        back=origin + BACK,
        level=settings.oidc_acr,
        max_age=None if minutes is None else timedelta(minutes=minutes),
        groups_claim=settings.oidc_roles_claim if settings.oidc_roles else "",
    )


def _secret(path: Path | None) -> Secret:
    if path is None:
        raise SsoOff
    try:
        if path.stat().st_mode & OTHERS:
            raise SsoSecretUnreadable(path=path, problem="others may read it; set it to 0600")
        found = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SsoSecretUnreadable(path=path, problem=error.strerror) from None
    except UnicodeDecodeError:
        raise SsoSecretUnreadable(path=path, problem="it is not UTF-8 text") from None
    if not found or len(found) > LONGEST:
        raise SsoSecretUnreadable(path=path, problem="it must hold the secret and nothing else")
    return Secret(found)
