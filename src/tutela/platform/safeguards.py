"""What must hold before a node may listen where other machines reach it.

`tutela serve` refuses while one is missing, and names each; `tutela doctor` says the same, from
here. That the database's role owns nothing is no entry: no node opens otherwise (`home.open_node`).
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography import x509

from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from tutela.platform.settings import Settings

OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class Safeguard:
    """One thing that was looked at; `sentence` says how it is, or what to do."""

    name: str
    good: bool
    sentence: str


def examined(settings: Settings, now: datetime) -> tuple[Safeguard, ...]:
    """Every safeguard of listening beyond this machine, as it stands."""
    return (
        _real(settings),
        _origin(settings),
        _transport(settings, now),
        _factor(settings),
        home(settings),
        witness(settings),
    )


def missing(settings: Settings, now: datetime) -> tuple[Safeguard, ...]:
    return tuple(one for one in examined(settings, now) if not one.good)


def _real(settings: Settings) -> Safeguard:
    if settings.demo:
        sentence = phrase(
            "A demo node is for one machine: its people may sign in by password alone."
        )
        return Safeguard("kind", good=False, sentence=sentence)
    return Safeguard("kind", good=True, sentence=phrase("It is a real node."))


def _origin(settings: Settings) -> Safeguard:
    if settings.origin and settings.origin.startswith("https://"):
        return Safeguard(
            "origin",
            good=True,
            sentence=phrase("People open it at {origin}.", origin=settings.origin),
        )
    sentence = phrase("Set origin to the https address at which people open the pages.")
    return Safeguard("origin", good=False, sentence=sentence)


def _transport(settings: Settings, now: datetime) -> Safeguard:
    """TLS of its own, or a proxy that has it and is named."""
    if settings.tls_certificate or settings.tls_key:
        problem = tls_problem(settings, now)
        said = problem or phrase(
            "TLS by {tls_certificate}.", tls_certificate=settings.tls_certificate
        )
        return Safeguard("tls", good=not problem, sentence=said)
    if settings.trusted_proxies:
        named = ", ".join(settings.trusted_proxies)
        return Safeguard(
            "tls", good=True, sentence=phrase("TLS by the proxy at {named}.", named=named)
        )
    sentence = phrase(
        "Set tls_certificate and tls_key, or name the proxy that speaks TLS in trusted_proxies."
    )
    return Safeguard("tls", good=False, sentence=sentence)


def tls_problem(settings: Settings, now: datetime) -> str:
    """Why the certificate and its key cannot be served, as a sentence; empty if they can."""
    certificate, key = settings.tls_certificate, settings.tls_key
    if certificate is None or key is None:
        return phrase("tls_certificate and tls_key go together: set both.")
    try:
        if key.stat().st_mode & OTHERS:
            return phrase("Others may read {key}: set it to 0600.", key=key)
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password=b"")
        return _out_of_date(certificate, now)
    except ssl.SSLError:
        return phrase(
            "{certificate} and {key} are no certificate and its key.",
            certificate=certificate,
            key=key,
        )
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or phrase("it is no certificate")
        return phrase(
            "{certificate} or {key} cannot be used: {said}.",
            certificate=certificate,
            key=key,
            said=said,
        )


def _out_of_date(certificate: Path, now: datetime) -> str:
    first = x509.load_pem_x509_certificates(certificate.read_bytes())[0]
    if first.not_valid_after_utc <= now:
        return phrase(
            "The certificate in {certificate} ran out on {not_valid_after_utc:%Y-%m-%d}.",
            certificate=certificate,
            not_valid_after_utc=first.not_valid_after_utc,
        )
    return ""


def _factor(settings: Settings) -> Safeguard:
    if settings.requires_factor:
        sentence = phrase("The pages open to those who sign in with a passkey or a second factor.")
        return Safeguard("sign-in", good=True, sentence=sentence)
    sentence = phrase("A password alone opens the pages: set second_factor to required.")
    return Safeguard("sign-in", good=False, sentence=sentence)


def home(settings: Settings) -> Safeguard:
    mode = settings.home.stat().st_mode & 0o777
    if mode & OTHERS:
        sentence = phrase(
            "Others can look into the home (mode {mode:o}): set it to 0700.", mode=mode
        )
        return Safeguard("home", good=False, sentence=sentence)
    return Safeguard(
        "home",
        good=True,
        sentence=phrase("The home is its owner's alone (mode {mode:o}).", mode=mode),
    )


def witness(settings: Settings) -> Safeguard:
    path = settings.witness_path
    if settings.home in path.parents:
        sentence = phrase(
            "{path} is inside the home: who changes the log could change it too.", path=path
        )
        return Safeguard("witness", good=False, sentence=sentence)
    there = "exists" if path.exists() else phrase("is made with the first checkpoint")
    return Safeguard("witness", good=True, sentence=f"{path} {there}.")
