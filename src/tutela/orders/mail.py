"""A letter as a mail server hands it on (RFC 5322, MIME): its words, and its attachments. Pure.

What it says is a stranger's. Nothing of it is shown but as text, nothing of HTML is read, and
attachments are only told apart by name; `taking` keeps them sealed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from email import errors, policy
from email.header import decode_header, make_header
from email.parser import BytesParser
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from tutela.orders.errors import MailEmpty, MailTooLarge, MailUnreadable
from tutela.orders.paper import LARGEST_DOCUMENT, Paper

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

LARGEST_MAIL: Final = 2 * LARGEST_DOCUMENT
MOST_PARTS: Final = 50
LONGEST_WORDS: Final = 100_000  # characters of its text
LONGEST_LINE: Final = 500
HEADERS: Final = ("From", "Reply-To", "To", "Date", "Subject", "Message-ID")
WHOLE: Final = "mail.eml"


@dataclass(frozen=True, slots=True)
class Mail:
    """What came: `said` is its head and its plain text, for the person who registers it.

    `papers` are the attachments, and the whole letter as it came. `digest` is the same for the
    same letter on two ways through the net.
    """

    said: str = field(repr=False)
    papers: tuple[Paper, ...]
    digest: str


def read(data: bytes) -> Mail:
    """Takes a letter apart. Raises MailEmpty, MailTooLarge and MailUnreadable."""
    if not data.strip():
        raise MailEmpty
    if len(data) > LARGEST_MAIL:
        raise MailTooLarge(limit=LARGEST_MAIL)
    try:
        letter = BytesParser(policy=policy.compat32).parsebytes(data)
        parts = list(_parts(letter))
    except (RecursionError, errors.MessageError, LookupError, ValueError):
        raise MailUnreadable from None
    head = [f"{name}: {_header(letter, name)}" for name in HEADERS if letter[name] is not None]
    words = "\n\n".join(_text(part) for part in parts if _is_words(part))[:LONGEST_WORDS]
    if not head and len(parts) == 1:
        raise MailUnreadable
    attached = [_paper(part) for part in parts if not _is_words(part)]
    kept = tuple(one for one in attached if one.data and len(one.data) <= LARGEST_DOCUMENT)
    left = len(attached) - len(kept) + _beyond(letter)
    said = "\n".join((*head, "", words))
    if left:
        said += f"\n\n[{left} of its parts are only in {WHOLE}: empty, too large, or too many.]"
    named = "\0".join((_header(letter, "Message-ID"), _header(letter, "Subject"), words))
    sums = [sha256(one.data).digest() for one in kept]
    digest = sha256(b"mail:" + named.encode("utf-8", "replace") + b"".join(sums)).hexdigest()
    whole = Paper(WHOLE, "message/rfc822", data, quarantined=True)
    return Mail(said, (*kept, whole), digest)


def _parts(letter: Message) -> Iterator[Message]:
    """The parts that hold something, the first ones of very many; a letter in a letter is one."""
    for at, part in enumerate(_leaves(letter)):
        if at >= MOST_PARTS:
            return
        yield part


def _beyond(letter: Message) -> int:
    return max(sum(1 for _ in _leaves(letter)) - MOST_PARTS, 0)


def _leaves(letter: Message) -> Iterator[Message]:
    waiting = [letter]
    while waiting:
        part = waiting.pop(0)
        inner = part.get_payload()
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            waiting[:0] = [one for one in inner if not isinstance(one, str)]
        else:
            yield part


def _is_words(part: Message) -> bool:
    return (
        part.get_content_type() == "text/plain" and part.get_content_disposition() != "attachment"
    )


def _text(part: Message) -> str:
    data = _bytes(part)
    try:
        text = data.decode(part.get_content_charset("utf-8"), "replace")
    except (LookupError, ValueError):
        text = data.decode("utf-8", "replace")
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")


def _bytes(part: Message) -> bytes:
    """What a part holds, decoded; a letter in a letter as it stands."""
    if part.is_multipart():
        return b"".join(one.as_bytes() for one in part.get_payload() if not isinstance(one, str))
    try:
        found = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        return b""
    return found if isinstance(found, bytes) else b""


def _paper(part: Message) -> Paper:
    try:
        name = part.get_filename() or part.get_content_type().replace("/", ".")
    except (ValueError, LookupError):
        name = "attachment"
    return Paper(name, part.get_content_type(), _bytes(part))


def _header(letter: Message, name: str) -> str:
    """A header as one line of text, whatever its signs."""
    raw = str(letter[name] or "")
    try:
        text = str(make_header(decode_header(raw)))
    except (errors.HeaderParseError, LookupError, ValueError):
        text = raw
    line = " ".join(text.encode("utf-8", "replace").decode().split())
    return "".join(sign for sign in line if sign.isprintable())[:LONGEST_LINE]
