"""A message to whoever gave notice: that we have it, or what was decided. Pure.

It names nothing of what the notice was about: others may read a mailbox.
"""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

from tutela.redress.notices.model import MailKind
from tutela.redress.notices.public_words import REDRESS, TOLD
from tutela.texts.phrase import phrase, said

if TYPE_CHECKING:
    from tutela.redress.notices.model import Mail, Notice
    from tutela.texts.catalogue import Catalogue

SHORT: Final = 8


def letter(
    one: Mail, about: Notice, sender: str, *, title: str, catalogue: Catalogue
) -> EmailMessage:
    """The message in plain text, in the language of its reader. Its id is that of the row: of two
    copies a reader sees one.
    """
    decided = about.outcome is not None and one.kind is not MailKind.RECEIPT
    again = one.kind in (MailKind.COMPLAINT, MailKind.CHANGED)
    lines = _decision(about, title, again=again) if decided else _receipt(about, title)
    made = EmailMessage(policy=SMTP.clone(max_line_length=78))
    made["From"] = Address(title, addr_spec=sender)
    made["To"] = Address(addr_spec=about.email)
    made["Subject"] = said(_subject(about, title, decided=decided), catalogue)
    made["Date"] = format_datetime(one.made_at)
    made["Message-ID"] = f"<{one.id}@{sender.partition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine shall reply
    text = "\n".join(said(line, catalogue) for line in lines)
    made.set_content(text + "\n", cte="quoted-printable")
    made["Content-Language"] = catalogue.language  # setting the content would drop it
    return made


def _subject(about: Notice, title: str, *, decided: bool) -> str:
    number = str(about.id)[-SHORT:]
    if decided:
        return phrase("{service}: what was decided on your notice {number}",
                      service=title, number=number)  # fmt: skip
    return phrase("{service}: we have your notice {number}", service=title, number=number)


def _receipt(about: Notice, title: str) -> list[str]:
    return [
        phrase(
            "{service} has your notice. Its number is {number}.", service=title, number=about.id
        ),
        "",
        phrase("A person will look at it and decide. Then we write to this address."),
        phrase("With the code that you were shown you can see at any time how it stands."),
        phrase("If somebody is in danger now, call 112."),
    ]


def _decision(about: Notice, title: str, *, again: bool) -> list[str]:
    """Without words where somebody else's complaint was right: their own is still open to them."""
    own = again and bool(about.told)
    outcome = TOLD[about.outcome] if about.outcome else ""
    begins = (
        phrase(
            "After a complaint, a person at {service} has looked again at your notice "
            "{number}. The decision is now:",
            service=title,
            number=about.id,
        )
        if again
        else phrase(
            "A person at {service} has decided on your notice {number}.",
            service=title,
            number=about.id,
        )
    )
    return [
        begins,
        "",
        outcome,
        "",
        *([about.told] if about.told else []),
        *(
            [
                phrase(
                    "The answer to a complaint stands where you follow your notice: use your code."
                )
            ]
            if own
            else []
        ),
        "",
        phrase("If you do not agree:"),
        *(phrase("- {what}", what=one) for one in (REDRESS[1:] if own else REDRESS)),
    ]
