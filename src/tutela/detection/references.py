"""What a platform calls its items and accounts: any text, as long as it can be stored and found."""

from __future__ import annotations

import hashlib
import os
import re
from typing import TYPE_CHECKING

from tutela.detection.errors import ReferenceInvalid
from tutela.platform.alerts.errors import MailAddressInvalid
from tutela.platform.alerts.letter import address

if TYPE_CHECKING:
    from pathlib import Path

    from tutela.detection.model import Incoming
    from tutela.platform.secret import Secret

LONGEST = 500  # characters
_KEPT = 400
LONGEST_LANGUAGE = 35  # characters (RFC 5646, 4.4.1)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


def check(incoming: Incoming) -> None:
    """Raises ReferenceInvalid for a name that no database row could hold, and for a language that
    is no tag, and for what is no e-mail address.
    """
    for what, text in (
        ("surface", incoming.surface),
        ("account", incoming.account_ref),
        ("id", incoming.external_id),
    ):
        problem = _problem(text)
        if problem:
            raise ReferenceInvalid(what=what, problem=problem)
    if incoming.language and not _is_tag(incoming.language):
        raise ReferenceInvalid(
            what="language", problem="it is no language tag, such as de or pt-BR"
        )
    if incoming.email:
        _check_email(incoming.email, incoming.account_ref)


def _check_email(email: Secret, account: str) -> None:
    """Raises ReferenceInvalid, which never repeats an address."""
    if not account:
        raise ReferenceInvalid(what="email", problem="say whose it is: send the account with it")
    if not _is_address(email.reveal()):
        raise ReferenceInvalid(
            what="email", problem="it is not one address, such as name@example.org"
        )


def _is_address(text: str) -> bool:
    """Whether it is one address, as it stands: it is kept and sent to so."""
    try:
        return address(text) == text
    except MailAddressInvalid:
        return False


def _is_tag(text: str) -> bool:
    """Whether a text is built as a language tag (BCP 47); which language it is, nobody asks."""
    return len(text) <= LONGEST_LANGUAGE and _LANGUAGE.fullmatch(text) is not None


def of_path(path: Path) -> str:
    """What a file is called: its path, which may be no text at all, or longer than a name is."""
    raw = os.fsencode(path)
    text = raw.decode("utf-8", "backslashreplace")
    if len(text) <= LONGEST:
        return text
    return f"{hashlib.sha256(raw).hexdigest()}…{text[-_KEPT:]}"


def _problem(text: str) -> str:
    if len(text) > LONGEST:
        return f"it is longer than {LONGEST} characters"
    if "\0" in text:
        return "it holds a zero byte"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "it is no valid text"
    return ""
