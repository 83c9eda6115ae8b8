"""A message to the host of a case: where it is, and what is asked. Pure.

It has no picture and no words about what the picture shows; its X-ARF part is for programs.
"""

from __future__ import annotations

import json
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, Final

from tutela.texts.phrase import phrase, said

if TYPE_CHECKING:
    from tutela.hotline.model import Mail
    from tutela.texts.catalogue import Catalogue

SHORT: Final = 8
FILE: Final = "xarf.json"


def letter(
    one: Mail,
    address: str,
    sender: str,
    to: str,
    *,
    title: str,
    catalogue: Catalogue,
    xarf: dict[str, Any] | None,
) -> EmailMessage:
    """The message in plain text, with the X-ARF report beside it. Its id is that of the row: of two
    copies a reader sees one.
    """
    number = str(one.case_id)[-SHORT:]
    made = EmailMessage(policy=SMTP.clone(max_line_length=78))
    made["From"] = Address(title, addr_spec=sender)
    made["To"] = Address(addr_spec=to)
    made["Subject"] = said(_subject(title, number), catalogue)
    made["Date"] = format_datetime(one.made_at)
    made["Message-ID"] = f"<{one.id}@{sender.partition('@')[2]}>"
    text = "\n".join(said(line, catalogue) for line in _lines(address, title, number))
    made.set_content(text + "\n", cte="quoted-printable")
    made["Content-Language"] = catalogue.language
    if xarf is not None:
        made["X-XARF"] = "PLAIN"
        made.add_attachment(
            json.dumps(xarf, indent=2).encode(),
            maintype="application",
            subtype="json",
            filename=FILE,
        )
    return made


def _subject(title: str, number: str) -> str:
    return phrase(
        "{hotline}: please remove what is at an address that you host ({number})",
        hotline=title,
        number=number,
    )


def _lines(address: str, title: str, number: str) -> list[str]:
    return [
        phrase(
            "A person at the hotline {hotline} found illegal material at this address:",
            hotline=title,
        ),
        "",
        address,
        "",
        phrase(
            "This is a notice under Article 16 of Regulation (EU) 2022/2065. Please remove it or "
            "make it inaccessible, and keep what the police may need."
        ),
        phrase("Do not send us the material, and do not copy it for anybody but the police."),
        phrase(
            "Please answer to this address, and name the number {number}. We look again whether it "
            "is gone.",
            number=number,
        ),
    ]
