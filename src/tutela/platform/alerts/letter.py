"""A message to a person: kinds and numbers and a link, and nothing of any case. Pure."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

from tutela.platform.alerts.errors import MailAddressInvalid
from tutela.platform.alerts.model import ABOUT, Kind
from tutela.platform.settings import MAIL_ADDRESS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutela.platform.alerts.model import Mail

LONGEST_ADDRESS: Final = 254  # RFC 5321, 4.5.3.1.3, without the brackets
LONGEST_NAME: Final = 64


def address(given: str) -> str:
    """An address that mail may go to; empty for none. Raises MailAddressInvalid.

    What could end a header line or name a second recipient is no address.
    """
    found = given.strip(" ")
    if not found:
        return ""
    name = found.partition("@")[0]
    if (
        len(found) > LONGEST_ADDRESS
        or len(name) > LONGEST_NAME
        or not MAIL_ADDRESS.fullmatch(found)
    ):
        raise MailAddressInvalid
    return found


def letter(one: Mail, to: str, sender: str, *, node: str, origin: str | None) -> EmailMessage:
    """The message in plain text. Its id is that of the row: of two copies a reader sees one."""
    made = EmailMessage(policy=SMTP.clone(max_line_length=78))
    made["From"] = Address("Tutela", addr_spec=sender)
    made["To"] = Address(addr_spec=to)
    made["Subject"] = _subject(one.told)
    made["Date"] = format_datetime(one.made_at)
    made["Message-ID"] = f"<{one.id}@{sender.partition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine shall reply
    made.set_content(_text(one.told, node, origin), cte="quoted-printable")
    return made


def _subject(told: Mapping[str, int]) -> str:
    if not told:
        return "Tutela: a trial message"
    return "Tutela: something waits" if len(told) == 1 else f"Tutela: {len(told)} things wait"


def _text(told: Mapping[str, int], node: str, origin: str | None) -> str:
    if not told:
        lines = [f"The node {node} can reach you. Nothing waits because of this message."]
    else:
        known = [(kind, told[kind.value]) for kind in Kind if kind.value in told]
        lines = [f"On the node {node} something waits for you:", ""]
        lines += [f"- {ABOUT[kind].words(count)}" for kind, count in known]
        lines += ["", f"See it at {origin}/alerts" if origin else "See it on the node's pages."]
    where = f" at {origin}/account/alerts" if origin else " on its pages, under your account"
    lines += ["", f"This message says nothing of any case. Choose what you are told of{where}."]
    return "\n".join(lines) + "\n"
