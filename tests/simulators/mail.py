"""A mail server (RFC 5321) that refuses what a real one refuses, on a port of this machine.

It takes mail over STARTTLS only, from who signs in, for the addresses it knows; it may ask a sender
to come again later before it takes the first message (greylisting), refuse a letter for what it
says, or show a certificate that is not valid for it.
"""

from __future__ import annotations

import ssl
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

NAME, PASSWORD = "tutela", "a password of the mail server"
HOST = "127.0.0.1"


@dataclass
class Mailbox:
    """What the server was given, and how it behaves. `greylisted`: so many it puts off first."""

    known: frozenset[str] = frozenset()
    greylisted: int = 0
    refuses: int = 0  # so many letters it takes the address of and then refuses for good
    hangs_up: int = 0  # so many letters in the middle of which it closes the connection
    arrived: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(  # noqa: N802 - the name the library calls
        self, _: Any, __: Any, envelope: Any, address: str, ___: Any
    ) -> str:
        if self.greylisted:
            self.greylisted -= 1
            return "451 4.7.1 Come again later"
        if address not in self.known:
            return f"550 5.1.1 <{address}>: no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, __: Any, envelope: Any) -> str:  # noqa: N802
        if self.hangs_up:
            self.hangs_up -= 1
            server.transport.close()
            return "421 4.3.2 Closing"
        if self.refuses:
            self.refuses -= 1
            return "554 5.7.1 This is no letter for us"
        self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        self.arrived.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 Taken"


class _Server(Controller):
    """Takes a free port, which its maker learns before it is first called."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def serving(
    box: Mailbox, folder: Path, *, valid_for: str = HOST, starttls: bool = True
) -> Iterator[Path]:
    """Serves `box`; yields the file of the authority that signed its certificate."""
    authority, context = _certificate(folder, valid_for)
    secured: dict[str, Any] = {
        "tls_context": context,
        "require_starttls": True,
        "authenticator": _authenticate,
        "auth_required": True,
    }
    controller = _Server(
        box,
        hostname=HOST,
        port=0,
        **(secured if starttls else {}),
    )
    controller.start()
    try:
        box.port = controller.port
        yield authority
    finally:
        controller.stop()


def settings_of(box: Mailbox, authority: Path, folder: Path, sender: str) -> dict[str, Any]:
    """What a node's settings say to send through a served box."""
    password = folder / "mail.password"
    password.write_text(PASSWORD + "\n")
    password.chmod(0o600)
    return {
        "mail_host": HOST,
        "mail_port": box.port,
        "mail_authorities": authority,
        "mail_user": NAME,
        "mail_password_file": password,
        "mail_from": sender,
    }


def _authenticate(_: Any, __: Any, ___: Any, ____: str, sent: Any) -> AuthResult:
    if not isinstance(sent, LoginPassword):
        return AuthResult(success=False, handled=False)
    right = sent == LoginPassword(NAME.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


def _certificate(folder: Path, valid_for: str) -> tuple[Path, ssl.SSLContext]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail simulator")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(_valid_for(valid_for), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    authority, secret = folder / "authority.pem", folder / "server.key"
    authority.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority, secret)
    return authority, context


def _valid_for(host: str) -> x509.SubjectAlternativeName:
    try:
        return x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))])
    except ValueError:
        return x509.SubjectAlternativeName([x509.DNSName(host)])
