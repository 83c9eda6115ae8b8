"""The answer to a victim's request as a letter: a PDF in the language of whoever asked. Pure.

It names nobody and no address: where it lies, others may find it. What an officer wrote stays in
their own words (COM(2022) 209, Articles 20 and 21).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tutela.law.draft import SENTENCE
from tutela.platform.typesetting import setting
from tutela.platform.typesetting.signs import code, shown
from tutela.redress.requests.model import Removal
from tutela.redress.requests.public_errors import LetterUnset
from tutela.redress.requests.public_words import REMOVAL
from tutela.texts.phrase import day, phrase, said

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.redress.requests.model import Found
    from tutela.texts.catalogue import Catalogue

TEMPLATE: Final = "answer.typ"


@dataclass(frozen=True, slots=True)
class Letter:
    """What an answer says. `number` is what the request is known by; `answered_at` is None for one
    that was declined.
    """

    number: str
    authority: str
    received_at: datetime
    answered_at: datetime | None
    words: str = field(repr=False)
    found: tuple[Found, ...] = ()


def removal(one: Found) -> str:
    """Whether what a report is about is gone, in words for whoever asked."""
    gone = one.removed and one.removal is Removal.UNASKED
    return REMOVAL[Removal.REMOVED if gone else one.removal]


def pdf(one: Letter, read: Catalogue) -> bytes:
    """The letter: the same again, the same bytes. Raises LetterUnset."""
    at = one.answered_at or one.received_at
    try:
        return setting.typeset(setting.template(__package__, TEMPLATE), data(one, read), at)
    except setting.Unset as error:
        raise LetterUnset from error


def data(one: Letter, read: Catalogue) -> dict[str, Any]:
    """What the template gets."""

    def say(text: object) -> str:
        return shown(said(text, read))

    title = phrase("Our answer to your request")
    rows = [
        *([(phrase("From"), one.authority)] if one.authority else []),
        (phrase("We received your request on"), day(one.received_at.date())),
        *([(phrase("We answered on"), day(one.answered_at.date()))] if one.answered_at else []),
    ]
    heads = (
        phrase("By which provider"),
        phrase("When"),
        phrase("Passed on to"),
        phrase("Is it gone?"),
    )
    return {
        "name": f"{say(title)} {one.number}",
        "author": shown(one.authority) or "Tutela",
        "language": read.language,
        "title": say(title),
        "banner": None,
        "foot": {"word": say(phrase("Request")), "code": code(one.number), "middle": ""},
        "page": say(phrase("Page {page} of {pages}", page="{page}", pages="{pages}")),
        "notice": {"title": say(phrase("Draft law")), "text": say(SENTENCE)},
        "rows": [{"name": say(name), "value": say(value), "mono": False} for name, value in rows],
        "words": shown(one.words),
        "reported": say(phrase("What was reported")),
        "heads": [say(head) for head in heads],
        "found": [
            [
                shown(each.provider),
                say(day(each.reported_on)),
                shown(each.forwarded_to) or "\u2013",
                say(removal(each)),
            ]
            for each in one.found
        ],
        "end": say(
            phrase(
                "With your code you can change at any time what you are told, and take your "
                "request back."
            )
        ),
    }
