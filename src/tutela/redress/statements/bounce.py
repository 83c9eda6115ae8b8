"""A letter that came back, as a mail server tells of it (RFC 3464 in RFC 6522). Pure.

It is a stranger's text, so it is bounded, and only three things of it are read: what became of the
letter, the number of the reason, and the codes by which the letter may be known. Nothing is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import errors, policy
from email.parser import BytesParser
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tutela.redress.statements.errors import BounceTooLarge, BounceUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

LARGEST: Final = 1024 * 1024
MOST_PARTS: Final = 50
MOST_CODES: Final = 20
_LONGEST: Final = 64 * 1024  # characters of a returned head
_CODE: Final = r"([0-9A-Za-z](?:-?[0-9A-Za-z]){20,60})"
_IN_ADDRESS: Final = re.compile(rf"\+{_CODE}@")
_IN_ID: Final = re.compile(rf"<{_CODE}@")
_OWN_ID: Final = re.compile(rf"^message-id:\s*<{_CODE}@", re.IGNORECASE | re.MULTILINE)
_STATUS: Final = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_ADDRESSED: Final = ("To", "Delivered-To", "X-Original-To", "Envelope-To")
_ANSWERED: Final = ("In-Reply-To", "References")


class Action(StrEnum):
    """What became of a letter (RFC 3464, 2.3.3). Only `failed` means that it did not arrive."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a report says. `codes`: by which the letter may be known, none of them proven."""

    action: Action
    status: str
    codes: tuple[str, ...]


def read(data: bytes) -> Bounce:
    """Reads a report as a mail server hands it on. Raises BounceTooLarge, BounceUnreadable."""
    if len(data) > LARGEST:
        raise BounceTooLarge(limit=LARGEST)
    try:
        return _read(BytesParser(policy=policy.compat32).parsebytes(data))
    except (RecursionError, errors.MessageError, LookupError, ValueError, AttributeError):
        raise BounceUnreadable from None


def _read(report: Message) -> Bounce:
    if report.get_content_type() != "multipart/report":
        raise BounceUnreadable
    parts = list(_parts(report))
    fields = [one for part in parts if _is_status(part) for one in _blocks(part)]
    actions = [_action(one) for one in fields]
    known = [one for one in Action if one in actions]
    if not known:
        raise BounceUnreadable
    found = [code for codes in (_addressed(report), *map(_returned, parts)) for code in codes]
    status = next((_status(one) for one in fields if _action(one) is known[0]), "")
    return Bounce(known[0], status, tuple(dict.fromkeys(found))[:MOST_CODES])


def _parts(report: Message) -> Iterator[Message]:
    """The parts of the report itself, the first ones of very many; none of a letter in it."""
    inner = report.get_payload()
    if isinstance(inner, list):
        yield from (one for one in inner[:MOST_PARTS] if not isinstance(one, str))


def _is_status(part: Message) -> bool:
    return part.get_content_type() in (
        "message/delivery-status",
        "message/global-delivery-status",
    )


def _blocks(part: Message) -> list[Message]:
    """The groups of fields: one of the message, one for each recipient."""
    inner = part.get_payload()
    blocks = inner if isinstance(inner, list) else []
    return [one for one in blocks[:MOST_PARTS] if not isinstance(one, str)]


def _action(fields: Message) -> Action | None:
    said = str(fields.get("Action") or "").partition("(")[0].strip().lower()
    return Action(said) if said in set(Action) else None


def _status(fields: Message) -> str:
    found = _STATUS.search(str(fields.get("Status") or ""))
    return found[0] if found else ""


def _addressed(report: Message) -> Iterator[str]:
    """Codes in the address that the report came to, and in what it says it answers."""
    for names, pattern in ((_ADDRESSED, _IN_ADDRESS), (_ANSWERED, _IN_ID)):
        for name in names:
            for value in report.get_all(name, []):
                yield from pattern.findall(str(value)[:_LONGEST])


def _returned(part: Message) -> Iterator[str]:
    """The code in the head of the letter that came back, whole or without its body."""
    inner = part.get_payload()
    if part.get_content_type() == "text/rfc822-headers":
        data = part.get_payload(decode=True)
        head = data[:_LONGEST].decode("utf-8", "replace") if isinstance(data, bytes) else ""
        yield from _OWN_ID.findall(head)
    elif part.get_content_maintype() == "message" and isinstance(inner, list):
        for letter in inner[:1]:
            if not isinstance(letter, str):
                yield from _IN_ID.findall(str(letter.get("Message-ID") or "")[:_LONGEST])
