"""The two ceremonies of a passkey, over bytes (WebAuthn Level 2, sections 7.1 and 7.2).

The library `webauthn` judges them. User verification is always required, so that a passkey is two
factors by itself; the credential is discoverable, so that nobody types a name; attestation is not
asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from tutela.platform.accounts.factors.errors import PasskeyRefused, PasskeysOff

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tutela.platform.accounts.factors.model import Passkey
    from tutela.platform.accounts.model import Account
    from tutela.platform.secret import Secret
    from tutela.platform.settings import Settings

NAME = "Tutela"
MILLISECONDS = 120_000
LONGEST_ANSWER = 16 * 1024
_REQUIRED = UserVerificationRequirement.REQUIRED


@dataclass(frozen=True, slots=True)
class Place:
    """Where passkeys of this node work: the host they are bound to, and the pages' address."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class Registered:
    """What an authenticator made: its id, its public key, and how often it has signed."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


@dataclass(frozen=True, slots=True)
class Presented:
    """Which passkey an answer says it comes from, and of which account; nothing of it is proven."""

    credential_id: bytes
    user_handle: bytes | None


def place_of(settings: Settings) -> Place:
    """Where passkeys of a node with these settings work. Raises PasskeysOff."""
    if settings.pages_origin is None:
        raise PasskeysOff
    return Place(urlsplit(settings.pages_origin).hostname or "", settings.pages_origin)


def options_to_register(
    place: Place, account: Account, challenge: Secret, present: Iterable[bytes]
) -> str:
    """What the browser is asked for a new passkey, as JSON; none of `present` is made again."""
    options = webauthn.generate_registration_options(
        rp_id=place.host,
        rp_name=NAME,
        user_id=account.id.bytes,
        user_name=account.name,
        challenge=_bytes(challenge),
        timeout=MILLISECONDS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in present],
    )
    return webauthn.options_to_json(options)


def options_to_sign(place: Place, challenge: Secret) -> str:
    """What the browser is asked for a signature by any of the person's passkeys, as JSON."""
    options = webauthn.generate_authentication_options(
        rp_id=place.host,
        challenge=_bytes(challenge),
        timeout=MILLISECONDS,
        user_verification=_REQUIRED,
    )
    return webauthn.options_to_json(options)


def registered(place: Place, challenge: Secret, answer: str) -> Registered:
    """The passkey that `answer` brings. Raises PasskeyRefused."""
    _check_length(answer)
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=_bytes(challenge),
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except Exception:  # noqa: BLE001 - a stranger's bytes in foreign parsers: whatever they raise
        raise PasskeyRefused from None
    return Registered(made.credential_id, made.credential_public_key, made.sign_count)


def presented(answer: str) -> Presented:
    """Which passkey `answer` says it comes from. Raises PasskeyRefused."""
    _check_length(answer)
    try:
        credential = parse_authentication_credential_json(answer)
    except Exception:  # noqa: BLE001 - as above
        raise PasskeyRefused from None
    return Presented(credential.raw_id, credential.response.user_handle)


def signed(place: Place, challenge: Secret, answer: str, passkey: Passkey) -> int:
    """How often the authenticator says it has signed, if `answer` is signed by `passkey`.

    The count is not judged here: see `counts_on`. Raises PasskeyRefused.
    """
    try:
        verified = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=_bytes(challenge),
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception:  # noqa: BLE001 - as above
        raise PasskeyRefused from None
    return verified.new_sign_count


def counts_on(before: int, now: int) -> bool:
    """Whether a count follows on another; if not, the passkey may have been copied (7.2, step 21).

    Many authenticators do not count and always say zero.
    """
    return now > before or now == before == 0


def _check_length(answer: str) -> None:
    if len(answer) > LONGEST_ANSWER:
        raise PasskeyRefused


def _bytes(challenge: Secret) -> bytes:
    return challenge.reveal().encode("utf-8", "surrogatepass")
