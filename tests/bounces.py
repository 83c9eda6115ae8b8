"""Reports of a mail server about a letter (RFC 3464), as the common servers write them."""

from __future__ import annotations

from typing import Final

PLACE: Final = "bounces@example.net"


def report(
    code: str,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    to: str | None = None,
    message_id: str | None = None,
    whole: bool = False,
) -> bytes:
    """A report, known by the address it goes to or by the letter's own id."""
    kind = "message/rfc822" if whole else "text/rfc822-headers"
    addressed = to if to is not None else f"bounces+{code}@example.net"
    known = message_id if message_id is not None else f"<{code}@example.net>"
    return "\r\n".join(
        [
            "From: MAILER-DAEMON@mail.example",
            f"To: {addressed}",
            "Subject: Undelivered Mail Returned to Sender",
            "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="B"',
            "",
            "--B",
            "Content-Type: text/plain",
            "",
            "This is the mail system. I am sorry.",
            "--B",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mail.example",
            "",
            "Final-Recipient: rfc822; kim@mail.example",
            f"Action: {action}",
            f"Status: {status}",
            "Diagnostic-Code: smtp; 550 5.1.1 <kim@mail.example>: no such mailbox",
            "",
            "--B",
            f"Content-Type: {kind}",
            "",
            "From: Forum <tutela@example.net>",
            f"Message-ID: {known}",
            "Subject: x",
            "",
            "--B--",
            "",
        ]
    ).encode()
