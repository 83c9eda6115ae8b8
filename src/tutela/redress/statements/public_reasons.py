"""Why and how: the sentences for each trigger, finding and ground, as tables. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.law.model import Finding
from tutela.redress.notices.model import NoticeKind
from tutela.redress.statements.model import Content, Ground, Kind, Trigger
from tutela.texts.phrase import day, phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutela.redress.statements.model import Facts

CONTENT: Final[Mapping[Content, str]] = {
    Content.PICTURE: phrase("It is a picture."),
    Content.FILM: phrase("It is a video."),
    Content.TEXT: phrase("It is a text."),
    Content.ADDRESS: phrase("It is a link."),
    Content.FILE: phrase("It is a file."),
}
NOT_WHAT_IT_WAS_TAKEN_FOR: Final = phrase("A person decided that it is not what it was taken for.")
AGAINST_TERMS: Final = phrase("A person decided that it is not allowed there.")
BY_PEOPLE: Final = phrase("It was not found by automated means.")
BY_A_PERSON: Final = phrase("A person decided, not a machine.")
SHOWS_ABUSE: Final = phrase("A person decided that it shows the sexual abuse of a child.")
# What a person found where a notice named one of the offences of Directive 2011/93/EU. Of anything
# else the node does not know the law.
OFFENCES: Final[Mapping[NoticeKind, str]] = {
    NoticeKind.MATERIAL: SHOWS_ABUSE,
    NoticeKind.SOLICITATION: phrase(
        "A person decided that a child is approached there for sexual purposes."
    ),
    NoticeKind.EXTORTION: phrase(
        "A person decided that a child is threatened there with sexual pictures."
    ),
    NoticeKind.ABUSE: phrase(
        "A person decided that the sexual abuse or the sale of a child is offered or arranged "
        "there."
    ),
    NoticeKind.INCITEMENT: phrase(
        "A person decided that it calls for the sexual abuse of children, or explains it."
    ),
}
WARNED_BEFORE: Final = phrase("You were warned, and it went on after that.")
BY_ONE: Final = phrase(
    "A person decided this, not a machine (Article 23 of Regulation (EU) 2022/2065)."
)
BY_TWO: Final = phrase(
    "Two people decided this, not a machine (Article 23 of Regulation (EU) 2022/2065)."
)
EACH_SHOWS_ABUSE: Final = phrase(
    "People decided of each that it shows the sexual abuse of a child."
)
FREQUENT_MISUSE: Final = phrase(
    "It rests on Article 23(1) of the Digital Services Act (Regulation (EU) 2022/2065): whoever "
    "often shares what is manifestly illegal is suspended for a time, after a warning."
)
FOUND_AS_TOLD: Final = phrase(
    "Programs found what you shared, or people told us of it: the letter about each says which. "
    "People decided about each."
)
BY_ITS_CLOCK: Final = phrase("It ended by the clock that people had set.")
MATERIAL_IS_A_CRIME: Final = phrase(
    "To have or to spread such material is a crime throughout the European Union (Directive "
    "2011/93/EU, Article 5, and the laws that carry it out)."
)


OFFENCE_IS_A_CRIME: Final = phrase(
    "That is a crime throughout the European Union (Directive 2011/93/EU, Articles 3 to 7, and the "
    "laws that carry it out)."
)


def is_handed_over(facts: Facts) -> bool:
    """Whether it ended because the service's own process decides now."""
    return facts.kind is Kind.ENDED and facts.finding is Finding.OTHER_ILLEGAL


def why(facts: Facts) -> tuple[str, ...]:
    """The facts, what led to it, and the ground."""
    if facts.suspends:
        return _why_suspended(facts)
    if not facts.kind.restricts:
        return (_ended(facts),)
    causes = (cause(one, facts.service) for one in facts.causes)
    return (*causes, *_found(facts), *_ground(facts))


def how(facts: Facts) -> tuple[str, ...]:
    """The use of automated means, for finding and for deciding (Article 17(3)(c))."""
    decided = _decided(facts)
    if not facts.kind.restricts:
        return (decided,)
    if facts.suspends:
        return (FOUND_AS_TOLD, decided)
    if not facts.automated:
        return (BY_PEOPLE, decided)
    found = phrase(
        "It was found by automated means, which {service} uses of its own accord on this basis: "
        "{basis}.",
        service=facts.service,
        basis=facts.basis,
    )
    return found, decided


def _why_suspended(facts: Facts) -> tuple[str, ...]:
    """How often, since which warning, in whose words, and the law; or why it ended."""
    if not facts.kind.restricts:
        return (
            phrase("People decided that it ends before its time.")
            if facts.lifted
            else phrase("The time for which it was suspended is over."),
        )
    counted = phrase(
        "Of what you shared, people found within {days} days that {number} were manifestly "
        "illegal.",
        days=facts.within_days,
        number=facts.misused,
    )
    warned = (
        phrase(
            "You were warned on {day}, and it went on after that.", day=day(facts.warned_at.date())
        )
        if facts.warned_at
        else WARNED_BEFORE
    )
    words = (facts.told,) if facts.told else ()
    return (counted, EACH_SHOWS_ABUSE, warned, *words, FREQUENT_MISUSE, MATERIAL_IS_A_CRIME)


def cause(trigger: Trigger, service: str) -> str:
    """What led to it, in a sentence or a few."""
    return {
        Trigger.DETECTION: phrase(
            "{service} compares what is put there with lists of known material that shows the "
            "sexual abuse of children, which people have checked before. A program found yours to "
            "be the same as something on such a list, or very much like it.",
            service=service,
        ),
        Trigger.UNCHECKED: phrase(
            "{service} compares what is put there with marks of material that shows the sexual "
            "abuse of children. A program found yours to be the same as one of them, or very much "
            "like it. Nobody had checked that mark before, so nothing was hidden because of it "
            "until a person had decided.",
            service=service,
        ),
        Trigger.NOTICE: phrase("Somebody gave notice of it to {service}.", service=service),
        Trigger.TRUSTED_FLAGGER: phrase(
            "An organisation that is officially trusted to do so gave notice of it to {service}.",
            service=service,
        ),
        Trigger.USER: phrase("Somebody who uses {service} told us of it.", service=service),
        Trigger.ORDER: phrase("An authority or a court ordered it."),
    }[trigger]


def _found(facts: Facts) -> tuple[str, ...]:
    """What is known of it by now."""
    if facts.offence:
        by_law = facts.ground is Ground.ILLEGAL
        return (OFFENCES[facts.offence],) if by_law else (AGAINST_TERMS,)
    if facts.kind is Kind.HOLD:
        return (phrase("No person has looked at it yet, and this may be wrong."),)
    if facts.kind is Kind.KEPT:
        return (
            phrase(
                "People looked at it and could not tell whether it shows a child. It was reported "
                "to nobody as the sexual abuse of a child."
            ),
        )
    if facts.circumstance:
        return (
            phrase(
                "A person decided that it shows a child in a way that must not be spread. This "
                "says nothing bad about you."
            ),
        )
    return (SHOWS_ABUSE,)


def _ground(facts: Facts) -> tuple[str, ...]:
    clause = facts.terms_clause
    if facts.ground is Ground.TERMS:
        return (
            phrase(
                "It rests on the terms of {service}: {clause}.",
                service=facts.service,
                clause=clause,
            ),
        )
    if facts.offence and facts.offence is not NoticeKind.MATERIAL:
        return (OFFENCE_IS_A_CRIME,)
    law = (
        phrase(
            "The law forbids to keep or spread such pictures, to protect the children in them "
            "(Directive 2011/93/EU, Article 5, and the laws that carry it out)."
        )
        if facts.circumstance
        else MATERIAL_IS_A_CRIME
    )
    if not clause:
        return (law,)
    also = phrase(
        "It is against the terms of {service} as well: {clause}.",
        service=facts.service,
        clause=clause,
    )
    return law, also


def _ended(facts: Facts) -> str:
    if facts.offence:
        return NOT_WHAT_IT_WAS_TAKEN_FOR
    if facts.finding is None or facts.finding is Finding.AGE_AMBIGUOUS:
        return phrase("The time for which it could be hidden is over.")
    if facts.finding is Finding.OTHER_ILLEGAL:
        return phrase(
            "A person decided that it does not show the sexual abuse of a child, and nothing else "
            "was looked for. {service} may decide about it by its own rules; it then tells you so "
            "separately.",
            service=facts.service,
        )
    return NOT_WHAT_IT_WAS_TAKEN_FOR


def _decided(facts: Facts) -> str:
    if facts.suspends:
        by = BY_TWO if facts.by_two else BY_ONE
        ended = BY_A_PERSON if facts.lifted else BY_ITS_CLOCK
        return by if facts.kind.restricts else ended
    if facts.kind is Kind.HOLD:
        if facts.automated:
            return phrase("It was hidden by automated means. No person has decided yet.")
        return phrase("It was hidden until a person has decided. No person has decided yet.")
    if facts.kind is Kind.ENDED and facts.finding is None and not facts.offence:
        return BY_ITS_CLOCK
    return BY_A_PERSON
