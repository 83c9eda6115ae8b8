"""The message that there is an answer. It says no more: others may read a mailbox. Pure."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

from tutela.texts.phrase import phrase, said

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.texts.catalogue import Catalogue


def letter(
    mail_id: UUID, made_at: datetime, sender: str, to: str, catalogue: Catalogue
) -> EmailMessage:
    """The message in plain text, in the language of its reader."""
    made = EmailMessage(policy=SMTP.clone(max_line_length=78))
    made["From"] = Address(addr_spec=sender)
    made["To"] = Address(addr_spec=to)
    made["Subject"] = said(phrase("There is an answer"), catalogue)
    made["Date"] = format_datetime(made_at)
    made["Message-ID"] = f"<{mail_id}@{sender.partition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine shall reply
    lines = (
        phrase("There is an answer for you. Use your code to read it."),
        phrase("If you do not know what this is about, you need not do anything."),
    )
    text = "\n\n".join(said(line, catalogue) for line in lines)
    made.set_content(text + "\n", cte="quoted-printable")
    made["Content-Language"] = catalogue.language  # setting the content would drop it
    return made
