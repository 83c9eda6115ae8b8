"""The two messages of the authorization code flow, with PKCE.

RFC 6749 and 7636; OpenID Connect Core 1.0, 3.1. Everything of one attempt comes from one token,
which only this browser has, in its cookie: `state`, `nonce` and the verifier are digests of it. So
an answer holds in the browser that asked, and only there.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest, digest
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from tutela.platform import log
from tutela.platform.accounts.sso import fetching, tokens
from tutela.platform.accounts.sso.errors import SsoAway, SsoRefused
from tutela.platform.accounts.sso.provider import directory

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.platform.accounts.sso.model import Proven
    from tutela.platform.accounts.sso.terms import Terms
    from tutela.platform.secret import Secret

LONGEST = 4096
_OK, _ERRORS, _FAULTS = 200, 400, 500


@dataclass(frozen=True, slots=True)
class Answer:
    """What the browser brings back from the provider; all of it may be made up."""

    state: str = ""
    code: str = ""
    error: str = ""
    iss: str = ""


def address(terms: Terms, token: Secret) -> str:
    """Where the browser goes to prove who its person is. Raises SsoAway."""
    found = directory(terms.issuer).provider().authorization_endpoint
    query = {
        "response_type": "code",
        "client_id": terms.client_id,
        "redirect_uri": terms.back,
        "scope": "openid profile email",
        "state": _derived("state", token),
        "nonce": _derived("nonce", token),
        "code_challenge": _text(sha256(_derived("verifier", token).encode()).digest()),
        "code_challenge_method": "S256",
    }
    if terms.level is not None:
        query["acr_values"] = terms.level
    if terms.max_age is not None:
        query["max_age"] = str(int(terms.max_age.total_seconds()))
    return f"{found}{'&' if '?' in found else '?'}{urlencode(query)}"


def redeemed(terms: Terms, token: Secret, answer: Answer, now: datetime) -> Proven:
    """Whom the provider vouches for. Raises SsoRefused, SsoWeak and SsoAway."""
    known = directory(terms.issuer)
    _check(terms, token, answer, named=known.provider().names_itself)
    form = {
        "grant_type": "authorization_code",
        "code": answer.code,
        "redirect_uri": terms.back,
        "code_verifier": _derived("verifier", token),
    }
    # RFC 6749, 2.3.1: both are form-encoded before they become a name and a password.
    login = (quote(terms.client_id, safe=""), quote(terms.secret.reveal(), safe=""))
    status, said = fetching.post(known.provider().token_endpoint, form, login)
    if status >= _FAULTS:
        raise SsoAway(problem=f"status {status}")
    if status != _OK:
        _refuse("the code was not taken", error=said.get("error"))
    asked = tokens.Asked(
        terms.issuer,
        terms.client_id,
        _derived("nonce", token),
        terms.level,
        terms.max_age,
        terms.groups_claim,
    )
    return tokens.judged(known, said.get("id_token"), said.get("access_token"), asked, now)


def _check(terms: Terms, token: Secret, answer: Answer, *, named: bool) -> None:
    if not compare_digest(
        answer.state.encode("utf-8", "surrogatepass"), _derived("state", token).encode()
    ):
        _refuse("another state")
    # RFC 9207: a code of another provider must not be taken to this one.
    if (answer.iss or named) and answer.iss != terms.issuer:
        _refuse("another issuer")
    if answer.error:
        _refuse("the provider said no", error=answer.error)
    if not 1 <= len(answer.code) <= LONGEST:
        _refuse("no code")


def _refuse(why: str, *, error: object = "") -> None:
    known = error if error in _ERRORS_KNOWN else ""
    log.get("accounts").warning("sso-refused", why=why, error=known)
    raise SsoRefused


# RFC 6749, 4.1.2.1 and 5.2; OpenID Connect Core 1.0, 3.1.2.6. What else is said is not repeated.
_ERRORS_KNOWN = frozenset(
    {
        "access_denied", "consent_required", "interaction_required", "invalid_client",
        "invalid_grant", "invalid_request", "invalid_scope", "login_required", "server_error",
        "temporarily_unavailable", "unauthorized_client", "unsupported_response_type",
    }
)  # fmt: skip


def _derived(name: str, token: Secret) -> str:
    return _text(digest(token.reveal().encode("utf-8", "surrogatepass"), name.encode(), sha256))


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
