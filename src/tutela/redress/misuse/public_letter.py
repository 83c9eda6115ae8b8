"""What whoever is warned or suspended for misuse is told, in their language. Pure.

Regulation (EU) 2022/2065, Article 23: a prior warning, the reasons, and for how long. Where an
account is suspended for its content, a statement of reasons tells it (`statements.suspended`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tutela.redress.misuse.machine import State
from tutela.redress.misuse.model import Kind
from tutela.redress.statements.public_reasons import BY_ONE, BY_TWO, WARNED_BEFORE
from tutela.texts.phrase import day, phrase, said

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.redress.misuse.model import Misuse
    from tutela.texts.catalogue import Catalogue

ENDED: Final = phrase(
    "The warning was taken back, or the suspension has ended. Nothing waits any more because of it."
)
UPHELD: Final = phrase(
    "You objected. A person who had no part in it has looked again, and it stands:"
)
UPHELD_ALONE: Final = phrase(
    "You objected. Only one person works here: they decided it, and have looked again, twelve "
    "hours or more after you objected. It stands:"
)
REDRESS: Final = phrase(
    "You can also ask a certified body that settles disputes out of court (Article 21), or go to "
    "court."
)


@dataclass(frozen=True, slots=True)
class Said:
    """A letter in one language."""

    language: str
    title: str
    text: str


def letter(one: Misuse, *, service: str, contact: str, most: int, catalogue: Catalogue) -> Said:
    """The letter about how a case stands; `most` is how many days a suspension may last."""
    parts = _PARTS[one.state](one, service, most)
    if one.ended_at is None:
        by = BY_TWO if one.seconded_by else BY_ONE
        upheld = UPHELD_ALONE if one.upheld_alone else UPHELD
        answer = (upheld, one.upheld) if one.upheld else ()
        parts = (*parts, by, *answer, _object(service, contact))
        parts = (*parts, REDRESS) if one.suspended_at else parts
    title = said(_title(one, service), catalogue)
    texts = [title, *(said(part, catalogue) for part in parts if part)]
    return Said(catalogue.language, title, "\n\n".join(texts) + "\n")


def _title(one: Misuse, service: str) -> str:
    if one.ended_at:
        return phrase("{service}: it is over", service=service)
    if one.suspended_until:
        return phrase("{service}: suspended until {day}", service=service,
                      day=_day(one.suspended_until))  # fmt: skip
    return phrase("{service}: a warning", service=service)


def _warned(one: Misuse, service: str, most: int) -> tuple[str, ...]:
    return (_counted(one), one.told, _next(one.kind, service, most))


def _suspended(one: Misuse, service: str, _: int) -> tuple[str, ...]:
    assert one.suspended_until is not None  # noqa: S101 - the table wants it
    until = _day(one.suspended_until)
    return (_waits(one.kind, service, until), WARNED_BEFORE, one.suspended_told)


def _ended(one: Misuse, _: str, __: int) -> tuple[str, ...]:
    return (ENDED, one.end_reason)


_PARTS = {State.WARNED: _warned, State.SUSPENDED: _suspended, State.ENDED: _ended}


def _counted(one: Misuse) -> str:
    facts = {"days": one.factors["days"], "number": one.factors["misused"]}
    if one.kind is Kind.NOTICES:
        return phrase(
            "Of your notices that were decided within {days} days, {number} were manifestly "
            "unfounded.",
            **facts,
        )
    if one.kind is Kind.COMPLAINTS:
        return phrase(
            "Of your complaints that were decided within {days} days, {number} were manifestly "
            "unfounded.",
            **facts,
        )
    return phrase(
        "Of what you shared, people found within {days} days that {number} were manifestly "
        "illegal.",
        **facts,
    )


def _next(kind: Kind, service: str, most: int) -> str:
    if kind is Kind.NOTICES:
        return phrase(
            "If this goes on, your notices can be suspended for up to {most} days: they are still "
            "received and kept, and a person looks at them only afterwards. A notice that somebody "
            "is in danger is always looked at.",
            most=most,
        )
    if kind is Kind.COMPLAINTS:
        return phrase(
            "If this goes on, your complaints can be suspended for up to {most} days: they are "
            "still received and kept, and a person looks at them only afterwards.",
            most=most,
        )
    return phrase(
        "If this goes on, {service} can suspend your account for up to {most} days.",
        service=service,
        most=most,
    )


def _waits(kind: Kind, service: str, until: str) -> str:
    if kind is Kind.NOTICES:
        return phrase(
            "Notices that you give until {day} are received and kept, and a person looks at them "
            "only afterwards. A notice that somebody is in danger is always looked at.",
            day=until,
        )
    if kind is Kind.COMPLAINTS:
        return phrase(
            "Complaints that you make until {day} are received and kept, and a person looks at "
            "them only afterwards.",
            day=until,
        )
    return phrase(
        "{service} was asked to suspend your account until {day}.", service=service, day=until
    )


def _object(service: str, contact: str) -> str:
    if contact:
        return phrase("If you do not agree, write to: {contact}", contact=contact)
    return phrase(
        "If you do not agree, use the contact for users that {service} publishes.", service=service
    )


def _day(until: datetime) -> str:
    return day(until.date())
