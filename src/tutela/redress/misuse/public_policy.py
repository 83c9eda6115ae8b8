"""The policy against misuse, for a service's terms and conditions (DSA, Article 23(4)). Pure.

It is made of the settings, so that what is published is what holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from tutela.platform.settings import Settings


# Who answers an objection; else, on a node of one person.
OBJECTS: Final = {
    False: phrase(
        "Whoever is warned or suspended is told why and can object. Somebody who had no part in it "
        "answers."
    ),
    True: phrase(
        "Whoever is warned or suspended is told why and can object. Only one person works here: "
        "they look at it again and answer, twelve hours after the objection at the earliest."
    ),
}


def policy(settings: Settings, *, alone: bool) -> tuple[str, ...]:
    """Its sentences: what is taken into account, with examples, and for how long."""
    return (
        phrase(
            "We suspend the processing of notices and complaints of whoever gives, again and "
            "again, what is manifestly unfounded. We can suspend accounts that share, again and "
            "again, what is manifestly illegal (Article 23 of Regulation (EU) 2022/2065)."
        ),
        phrase(
            "We look at whoever gave {least} or more manifestly unfounded notices or complaints "
            "within {days} days, where they are {percent} % or more of all they gave, and at "
            "accounts with {content} or more illegal items.",
            least=settings.misuse_least,
            days=settings.misuse_days,
            percent=settings.misuse_percent,
            content=settings.misuse_content,
        ),
        phrase(
            "A person judges each case: how many there were and what share of all that was given, "
            "how grave they were and what came of them, and, where it can be seen, the intention."
        ),
        phrase(
            "Examples of misuse: giving notice again and again of lawful content that was decided "
            "on before; saying without any ground that somebody is in danger; complaining of "
            "every decision without a reason."
        ),
        _suspends(settings, alone=alone),
        phrase(
            "Notices and complaints are still received and kept meanwhile, and looked at "
            "afterwards. Whoever says that somebody is in danger is always heard."
        ),
        OBJECTS[alone],
    )


def _suspends(settings: Settings, *, alone: bool) -> str:
    days = {"waiting": settings.misuse_warning_days, "most": settings.misuse_suspension_days}
    if alone:
        return phrase(
            "We warn first. If it goes on, the only person who works here can decide, {waiting} "
            "days after the warning arrived and twelve hours after proposing it at the earliest, "
            "to suspend for up to {most} days. That ends by itself.",
            **days,
        )
    return phrase(
        "We warn first. If it goes on, two people can decide, {waiting} days after the warning "
        "arrived at the earliest, to suspend for up to {most} days. That ends by itself.",
        **days,
    )
