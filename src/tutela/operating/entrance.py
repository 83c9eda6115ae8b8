"""Who comes in, and by what: single sign-on, accounts against the rules, and the certificate.

What is asked of another machine (the provider, the node's own address) is asked by the doctor only:
a page does not wait for it.
"""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cryptography import x509

from tutela.operating import rules
from tutela.platform.accounts import granting
from tutela.platform.accounts import store as accounts
from tutela.platform.accounts.sso.provider import directory
from tutela.platform.accounts.sso.terms import terms_of
from tutela.platform.clock import SystemClock
from tutela.platform.doctor import Check
from tutela.platform.errors import TutelaError
from tutela.platform.separation import RUNNING, objections
from tutela.texts.phrase import listed, phrase, together, word

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from tutela.platform.node import Node
    from tutela.platform.permissions import Permission
    from tutela.platform.settings import Settings

SSO, ACCOUNTS, CERTIFICATE = "single sign-on", "accounts", "certificate"
SECONDS = 5.0
HTTPS = 443


def sso(node: Node, connection: Connection, _: datetime) -> Check:
    """Whether the settings of single sign-on are whole and name roles that there are."""
    settings = node.settings
    if not (settings.oidc_issuer or settings.oidc_client_id or settings.oidc_secret_file):
        return Check(SSO, good=True, sentence=phrase("People sign in here only: there is none."))
    terms = terms_of(settings)  # raises what is wrong with them, as a sentence
    faults = _mapping_faults(settings, granting.granted(connection))
    if faults:
        return Check(SSO, good=False, sentence=together(faults, " "))
    said = phrase(
        "By {issuer}, which sends people back to {back}.", issuer=terms.issuer, back=terms.back
    )
    return Check(SSO, good=True, sentence=said)


def accounts_apart(_: Node, connection: Connection, __: datetime) -> Check:
    """Whether nobody holds together what one person may not."""
    known = granting.granted(connection)
    found = []
    for one in accounts.accounts(connection):
        held = frozenset().union(*(known.get(role, frozenset()) for role in one.roles))
        reasons = objections(one.roles, held) if one.disabled_at is None else []
        if reasons:
            found.append(
                phrase(
                    "{name} is {roles}: {rule}",
                    name=one.name,
                    roles=listed(word(role) for role in sorted(one.roles)),
                    rule=reasons[0],
                )
            )
    if found:
        return Check(ACCOUNTS, good=False, sentence=together(found, " "))
    return Check(ACCOUNTS, good=True, sentence=phrase("Nobody holds what one person may not."))


def certificate(node: Node, _: Connection, now: datetime) -> Check:
    """How long the certificate lasts that the node itself serves."""
    path = node.settings.tls_certificate
    if path is None:
        said = phrase(
            "The node has none of its own; tutela doctor asks at its address for the proxy's."
        )
        return Check(CERTIFICATE, good=True, sentence=said)
    return rules.certificate(ends_in(path), str(path), now)


def ends_in(path: Path) -> datetime | None:
    """When the first certificate of a file runs out; None if it cannot be read."""
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())[0].not_valid_after_utc
    except (OSError, ValueError):
        return None


def examine(settings: Settings) -> list[Check]:
    """What the doctor asks of other machines: the provider, and the node's own address."""
    return [*_provider(settings), *_own_address(settings)]


def _provider(settings: Settings) -> list[Check]:
    if not settings.offers_sso:
        return []
    try:
        directory(str(settings.oidc_issuer)).provider()
    except TutelaError as error:
        return [Check(SSO, good=False, sentence=error.sentence)]
    return [
        Check(
            SSO,
            good=True,
            sentence=phrase("{provider} answers as it should.", provider=settings.oidc_issuer),
        )
    ]


def _own_address(settings: Settings) -> list[Check]:
    """The certificate at `origin`, where a proxy serves it."""
    if settings.tls_certificate or not (settings.origin or "").startswith("https://"):
        return []
    origin = str(settings.origin)
    try:
        ends = ends_at(origin)
    except OSError as error:  # of TLS too
        said = error.strerror or type(error).__name__
        sentence = phrase(
            "{origin} cannot be reached from here ({said}), so its certificate is unseen.",
            origin=origin,
            said=said,
        )
        return [Check(CERTIFICATE, good=False, sentence=sentence)]
    return [rules.certificate(ends, origin, SystemClock().now())]


def ends_at(origin: str) -> datetime | None:
    """When the certificate runs out that is served at `origin`. Raises OSError.

    Whether it is to be trusted the browsers say; here it is only read, also when it has run out.
    """
    parts = urlsplit(origin)
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    where = (str(parts.hostname), parts.port or HTTPS)
    with (
        socket.create_connection(where, timeout=SECONDS) as line,
        context.wrap_socket(line, server_hostname=parts.hostname) as tls,
    ):
        served = tls.getpeercert(binary_form=True)
    return x509.load_der_x509_certificate(served).not_valid_after_utc if served else None


def _mapping_faults(settings: Settings, known: Mapping[str, frozenset[Permission]]) -> list[str]:
    mapped = sorted({role for roles in settings.oidc_roles.values() for role in roles})
    faults = [
        phrase("oidc_roles names the role {role}, which there is not.", role=role)
        for role in mapped
        if role not in known
    ]
    if not settings.oidc_administrators:
        faults += [
            phrase(
                "oidc_roles gives {role} to nobody while oidc_administrators is false.", role=role
            )
            for role in mapped
            if known.get(role, frozenset()) & RUNNING
        ]
    return faults
