"""The letter of a statement: its parts, from the facts of one restriction. Pure.

Regulation (EU) 2022/2065, Article 17(3), asks for each: what was restricted, where and for how long
(a), the facts and what led to it (b), the use of automated means (c), the ground (d, e), and the
redress (f). Article 17(4): clear, easily understood, as precise as can be.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta, timezone
from typing import TYPE_CHECKING, Final

from tutela.law.places import short
from tutela.law.support import support
from tutela.redress.statements import public_reasons as reasons
from tutela.redress.statements.model import Kind
from tutela.texts.phrase import country, day, listed, phrase, said

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from tutela.redress.statements.model import Facts
    from tutela.texts.catalogue import Catalogue

# The day that it is where it is latest in the Union: so nobody there has less than the law gives.
_FIRST_TO_SEE: Final = timezone(timedelta(hours=3))
STAYS_REMOVED: Final = phrase("It stays removed unless that decision is changed.")
_WHOLE: Final = {
    "EU": phrase("the whole European Union"),
    "EEA": phrase("the whole European Economic Area"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a letter, with its texts still to be said in a language."""

    name: str
    heading: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SaidPart:
    """A part of a letter in one language."""

    name: str
    heading: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A letter in one language."""

    language: str
    title: str
    parts: tuple[SaidPart, ...]

    @property
    def text(self) -> str:
        """The whole letter as plain text."""
        blocks = ["\n".join((part.heading, *part.texts)) for part in self.parts]
        return "\n\n".join((self.title, *blocks)) + "\n"


def letter(facts: Facts, catalogue: Catalogue) -> Said:
    """The letter about `facts`, in the language of `catalogue`."""
    parts = [
        *support_parts(facts.circumstance, catalogue.language),
        Part("what", phrase("What happened"), _what(facts)),
        *_how_long(facts),
        Part("why", phrase("Why"), reasons.why(facts)),
        Part("how", phrase("How it was found and decided"), reasons.how(facts)),
        Part("redress", phrase("What you can do"), _redress(facts)),
    ]
    return spoken(_title(facts), parts, catalogue)


def spoken(title: str, parts: Iterable[Part], catalogue: Catalogue) -> Said:
    """A letter in the language of `catalogue`."""
    return Said(
        language=catalogue.language,
        title=said(title, catalogue),
        parts=tuple(
            SaidPart(
                one.name,
                said(one.heading, catalogue),
                tuple(said(text, catalogue) for text in one.texts),
            )
            for one in parts
        ),
    )


def support_parts(circumstance: str, language: str) -> list[Part]:
    """Where the account is a child's, help comes first."""
    if not circumstance:
        return []
    found = support(language)
    contacts = (
        phrase("{name}: {reach}. {what}", name=one.name, reach=one.reach, what=one.what)
        for one in found.contacts
    )
    texts = (found.texts[circumstance], *contacts)
    return [Part("support", phrase("Who can help you"), texts)]


def _title(facts: Facts) -> str:
    if facts.suspends:
        return _account_title(facts)
    title = {
        Kind.HOLD: phrase(
            "Something you put on {service} is hidden for now", service=facts.service
        ),
        Kind.REMOVAL: phrase("Something you put on {service} was removed", service=facts.service),
        Kind.KEPT: phrase(
            "Something you put on {service} stays hidden for now", service=facts.service
        ),
        Kind.ENDED: phrase(
            "Something you put on {service} is visible again", service=facts.service
        ),
    }
    if reasons.is_handed_over(facts):
        return phrase("Our hold on something you put on {service} has ended", service=facts.service)
    return title[facts.kind]


def _account_title(facts: Facts) -> str:
    if facts.kind.restricts:
        return phrase("Your account on {service} is suspended for a time", service=facts.service)
    return phrase("Your account on {service} is no longer suspended", service=facts.service)


def _what(facts: Facts) -> tuple[str, ...]:
    late = (phrase("The law allows us to tell you this only now."),) if facts.delayed else ()
    if facts.suspends:
        return (_account_moved(facts), *late)
    about = reasons.CONTENT[facts.content]
    put = phrase(
        "You put it on {service} on {put_on}.", service=facts.service, put_on=_day(facts.put_at)
    )
    return (_moved(facts), about, put, *_account(facts), *late)


def _moved(facts: Facts) -> str:
    on, service = _day(facts.at), facts.service
    if facts.kind is Kind.HOLD:
        return phrase(
            "On {on} something you put on {service} was hidden: others cannot see it.",
            on=on,
            service=service,
        )
    if facts.kind is Kind.REMOVAL:
        return phrase("On {on} something you put on {service} was removed.", on=on, service=service)
    if facts.kind is Kind.KEPT:
        return phrase(
            "On {on} it was decided that something you put on {service} stays hidden for now.",
            on=on,
            service=service,
        )
    if reasons.is_handed_over(facts):
        return phrase(
            "Something you put on {service} was hidden. On {on} that hold ended.",
            on=on,
            service=service,
        )
    return phrase(
        "Something you put on {service} was hidden or removed. On {on} that ended: it is to be "
        "visible again.",
        on=on,
        service=service,
    )


def _account_moved(facts: Facts) -> str:
    on, service = _day(facts.at), facts.service
    if facts.kind.restricts:
        return phrase(
            "On {on} it was decided that your account on {service} is suspended.",
            on=on,
            service=service,
        )
    return phrase(
        "Your account on {service} was suspended. On {on} that ended: it is to be yours to use "
        "again.",
        on=on,
        service=service,
    )


def _account(facts: Facts) -> tuple[str, ...]:
    if facts.reopens_account:
        return (phrase("Your account there is no longer to be closed because of it."),)
    if not facts.kind.restricts:
        return ()
    if facts.closes_account:
        return (phrase("It was also decided that your account there is to be closed."),)
    return (phrase("Nothing was decided about your account."),)


def _how_long(facts: Facts) -> list[Part]:
    """Territorial scope and duration (Article 17(3)(a))."""
    if not facts.kind.restricts:
        return []
    return [
        Part(
            "scope",
            phrase("Where, and for how long"),
            (where(facts.service, facts.territory), _duration(facts)),
        )
    ]


def where(service: str, territory: tuple[str, ...]) -> str:
    """Where a restriction acts; everywhere that `service` is offered, unless said."""
    if not territory:
        return phrase("This applies everywhere that {service} is offered.", service=service)
    whole = _WHOLE.get(short(territory))
    places = whole or listed(country(one) for one in territory)
    return phrase("This applies here, and nowhere else: {places}.", places=places)


def _duration(facts: Facts) -> str:
    if facts.kind is Kind.REMOVAL:
        return STAYS_REMOVED
    until = _day(facts.until) if facts.until else ""
    if facts.kind is Kind.SUSPENSION:
        return phrase("Your account is suspended until {until}; then that ends by itself.",
                      until=until)  # fmt: skip
    if facts.kind is Kind.HOLD:
        return phrase(
            "It stays hidden until a person has looked at it. A person is to look by {until}.",
            until=until,
        )
    return phrase("It stays hidden until {until} at the latest.", until=until)


def _redress(facts: Facts) -> tuple[str, ...]:
    by_link = facts.by_link and facts.kind.restricts
    return redress(facts.service, facts.contact, facts.complain_until, by_link=by_link)


def redress(
    service: str, contact: str, complain_until: datetime, *, by_link: bool
) -> tuple[str, ...]:
    """Articles 20 and 21, and the courts (Article 17(3)(f))."""
    until = day(complain_until.astimezone(_FIRST_TO_SEE).date())
    return (
        phrase(
            "You can complain to {service}, free of charge, at least until the end of {until}. A "
            "person decides about your complaint, not a machine alone.",
            service=service,
            until=until,
        ),
        *how_to_complain(service, contact, by_link=by_link),
        phrase(
            "You can also ask a certified body that settles disputes out of court, under Article "
            "21 of the Digital Services Act (Regulation (EU) 2022/2065). The European Commission "
            "publishes a list of these bodies."
        ),
        phrase("And you can always go to court."),
    )


def how_to_complain(service: str, contact: str, *, by_link: bool) -> tuple[str, ...]:
    """Where complaints are taken."""
    opens = phrase("To complain, open the link that came with this letter. You need no account.")
    write = phrase("To complain, write to: {contact}", contact=contact)
    ask = phrase(
        "To complain, use the contact for users that {service} publishes.", service=service
    )
    link = (opens,) if by_link else ()
    return (*link, write) if contact else link or (ask,)


def _day(instant: datetime) -> str:
    """The day of an instant in UTC."""
    return day(instant.date())
