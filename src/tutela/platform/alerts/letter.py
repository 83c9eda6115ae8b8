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
from tutela.texts.catalogue import ENGLISH
from tutela.texts.phrase import phrase, said, several, together

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutela.platform.alerts.model import Mail
    from tutela.texts.catalogue import Catalogue

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


def letter(
    one: Mail,
    to: str,
    sender: str,
    *,
    node: str,
    origin: str | None,
    catalogue: Catalogue = ENGLISH,
) -> EmailMessage:
    """The message in plain text, in the language of its reader. Its id is that of the row: of two
    copies a reader sees one.
    """
    lines = [said(line, catalogue) for line in _lines(one.told, node, origin)]
    made = EmailMessage(policy=SMTP.clone(max_line_length=78))
    made["From"] = Address("Tutela", addr_spec=sender)
    made["To"] = Address(addr_spec=to)
    made["Subject"] = said(_subject(one.told), catalogue)
    made["Date"] = format_datetime(one.made_at)
    made["Message-ID"] = f"<{one.id}@{sender.partition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine shall reply
    made.set_content("\n".join(lines) + "\n", cte="quoted-printable")
    made["Content-Language"] = catalogue.language  # setting the content would drop it
    return made


def _subject(told: Mapping[str, int]) -> str:
    if not told:
        return phrase("Tutela: a trial message")
    return several(len(told), "Tutela: something waits", "Tutela: {n} things wait")


def _lines(told: Mapping[str, int], node: str, origin: str | None) -> list[str]:
    if not told:
        lines = [
            phrase(
                "The node {node} can reach you. Nothing waits because of this message.", node=node
            )
        ]
    else:
        known = [(kind, told[kind.value]) for kind in Kind if kind.value in told]
        lines = [phrase("On the node {node} something waits for you:", node=node), ""]
        lines += [together(["-", ABOUT[kind].words(count)], " ") for kind, count in known]
        lines += ["", _where(origin)]
    return [*lines, "", _choose(origin)]


def _where(origin: str | None) -> str:
    if origin:
        return phrase("See it at {address}", address=f"{origin}/alerts")
    return phrase("See it on the node's pages.")


def _choose(origin: str | None) -> str:
    if origin:
        return phrase(
            "This message says nothing of any case. Choose what you are told of at {address}.",
            address=f"{origin}/account/alerts",
        )
    return phrase(
        "This message says nothing of any case. Choose what you are told of on its pages, under "
        "your account."
    )
