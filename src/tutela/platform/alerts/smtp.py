"""Handing one message to the mail server (RFC 5321), over TLS, and what came of it."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.errors import MessageError
from typing import TYPE_CHECKING, Final

from tutela.platform.alerts.errors import MailPasswordUnreadable
from tutela.platform.secret import Secret

if TYPE_CHECKING:
    from email.message import EmailMessage

    from tutela.platform.settings import Settings

# What the library raises for what is no address, header or text (`email`).
UNMADE: Final = (MessageError, ValueError, LookupError, AttributeError)
_PERMANENT = range(500, 600)
_EXPOSED = 0o077


@dataclass(frozen=True, slots=True)
class Sent:
    """What one try came to: empty `problem` if the server took it. `final`: it never will. `away`:
    nothing of this message; the server takes none now.
    """

    problem: str = ""
    final: bool = False
    away: bool = False


def hand(settings: Settings, message: EmailMessage, to: str, *, returns_to: str = "") -> Sent:
    """Gives `message` to the server; never raises for what the other side does. What cannot be
    delivered later comes back to `returns_to` (by default to who sends it).

    Without TLS only on this machine: the settings see to that. What the server says in words is not
    kept, since it repeats addresses; its number is. Raises MailPasswordUnreadable.
    """
    password = _password(settings)
    sent: Sent | None = None
    try:
        with _connected(settings) as server:
            if settings.mail_user and password:
                server.login(settings.mail_user, password.reveal())
            sent = _handed(server, message, returns_to or str(settings.mail_from), to)
    except smtplib.SMTPResponseException as error:
        # What it says to our farewell changes nothing about a message that it has.
        return sent or _answered(error)
    except ssl.SSLCertVerificationError:
        return sent or Sent("its certificate is not valid for it", away=True)
    except (smtplib.SMTPException, OSError, ValueError) as error:
        return sent or Sent(type(error).__name__, away=True)
    return sent


def _handed(server: smtplib.SMTP, message: EmailMessage, sender: str, to: str) -> Sent:
    """What came of a message on a connection that stands. One that breaks off is no word about the
    next message. Raises SMTPResponseException for what is about us.
    """
    try:
        server.send_message(message, sender, [to])
    except smtplib.SMTPRecipientsRefused as error:
        code = error.recipients[to][0]
        return Sent(f"recipient refused, {code}", final=code in _PERMANENT)
    except smtplib.SMTPDataError as error:
        return Sent(f"refused, {error.smtp_code}", final=error.smtp_code in _PERMANENT)
    except (smtplib.SMTPNotSupportedError, *UNMADE) as error:
        return unmade(error)
    except smtplib.SMTPResponseException:
        raise
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        return Sent(type(error).__name__)
    return Sent()


def unmade(error: Exception) -> Sent:
    """That no message could be made of it, now or later."""
    return Sent(f"no message can be made of it, {type(error).__name__}", final=True)


def _answered(error: smtplib.SMTPResponseException) -> Sent:
    """What the server refused with a number, about us."""
    code = error.smtp_code
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Sent(f"name or password refused, {code}", away=True)
    return Sent(f"refused, {code}", away=True)


def _connected(settings: Settings) -> smtplib.SMTP:
    host, port, seconds = str(settings.mail_host), settings.mail_port, settings.mail_seconds
    # Who we say we are (RFC 5321, 4.1.1.1). Asking this machine could take long, and tell its name.
    own = str(settings.mail_from).partition("@")[2]
    if settings.mail_security == "tls":
        trust = _trust(settings)
        return smtplib.SMTP_SSL(host, port, own, timeout=seconds, context=trust)
    server = smtplib.SMTP(host, port, own, timeout=seconds)
    if settings.mail_security == "starttls":
        try:
            server.starttls(context=_trust(settings))
        except BaseException:
            server.close()
            raise
    return server


def _trust(settings: Settings) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=settings.mail_authorities)


def _password(settings: Settings) -> Secret | None:
    path = settings.mail_password_file
    if path is None:
        return None
    try:
        if path.stat().st_mode & _EXPOSED:
            raise MailPasswordUnreadable
        return Secret(path.read_text(encoding="utf-8").rstrip("\r\n"))
    except (OSError, UnicodeDecodeError):
        raise MailPasswordUnreadable from None
