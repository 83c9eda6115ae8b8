"""The letter of a statement as an e-mail: plain text, with the link below it. Pure."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

from tutela.texts.phrase import phrase, said

if TYPE_CHECKING:
    from tutela.redress.statements.model import Mail
    from tutela.redress.statements.sealing import Envelope
    from tutela.texts.catalogue import Catalogue


def with_link(text: str, link: str | None, catalogue: Catalogue) -> str:
    """What stands in the e-mail: the letter, its link, and that nobody reads an answer."""
    below = [phrase("The link that comes with this letter: {link}", link=link)] if link else []
    if link:
        below.append(
            phrase(
                "Whoever has this link can read the letter, so give it to nobody you do not trust."
            )
        )
    below.append(phrase("This message was sent by a program. Nobody reads an answer to it."))
    return text + "\n" + "\n".join(str(said(line, catalogue)) for line in below) + "\n"


def message(one: Mail, letter: Envelope, sender: str) -> EmailMessage:
    """The message. It is the same on every try, with the same Message-ID: of two copies a reader
    sees one. What could end a header line was taken out before (`words.plain`).
    """
    made = EmailMessage(policy=SMTP.clone(max_line_length=78))
    made["From"] = Address(letter.service, addr_spec=sender)
    made["To"] = Address(addr_spec=letter.to)
    made["Subject"] = letter.title
    made["Date"] = format_datetime(one.made_at)
    made["Message-ID"] = f"<{letter.code.lower()}@{sender.partition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine shall reply
    made.set_content(letter.text, cte="quoted-printable")
    made["Content-Language"] = letter.language  # setting the content would drop it
    return made
