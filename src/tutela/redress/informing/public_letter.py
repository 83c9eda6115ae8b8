"""The letter that tells a user of a report to the EU Centre, from its facts. Pure.

COM(2022) 209, Article 12(2), asks for the main content of the report, how the service became aware,
what followed as far as it is known, and the redress, Article 34 included.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.law import draft
from tutela.redress.statements import public_reasons as reasons
from tutela.redress.statements.public_letter import (
    Part,
    how_to_complain,
    spoken,
    support_parts,
)
from tutela.texts.phrase import day, phrase

if TYPE_CHECKING:
    from tutela.redress.informing.model import Facts
    from tutela.redress.statements.public_letter import Said
    from tutela.texts.catalogue import Catalogue


def letter(facts: Facts, catalogue: Catalogue) -> Said:
    """The letter about one report, in the language of `catalogue`."""
    title = phrase(
        "Something you put on {service} was reported to the EU Centre", service=facts.service
    )
    parts = [
        *support_parts(facts.circumstance, catalogue.language),
        Part("what", phrase("What happened"), _what(facts)),
        Part("how", phrase("How it was found and decided"), _how(facts)),
        Part("followed", phrase("What followed"), _followed(facts)),
        Part("redress", phrase("What you can do"), _redress(facts)),
    ]
    return spoken(title, parts, catalogue)


def _what(facts: Facts) -> tuple[str, ...]:
    reported = phrase(
        "On {on} {service} reported to the EU Centre something that you put there.",
        on=day(facts.reported_at.date()),
        service=facts.service,
    )
    kinds = (reasons.CONTENT[one] for one in facts.contents)
    late = (phrase("The law allows us to tell you this only now."),) if facts.held else ()
    return (reported, *kinds, *late, str(draft.SENTENCE))


def _how(facts: Facts) -> tuple[str, ...]:
    aware = (reasons.cause(one, facts.service) for one in facts.triggers)
    return (*aware, phrase("Before it was reported, a person looked at it and decided to do so."))


def _followed(facts: Facts) -> tuple[str, ...]:
    if facts.unfounded:
        return (phrase("The EU Centre found the report unfounded, and passed it on to nobody."),)
    if facts.cleared and facts.confirmed:
        return (
            phrase(
                "An authority found that a part of it does not show the sexual abuse of a child."
            ),
        )
    if facts.cleared:
        return (phrase("An authority found that it does not show the sexual abuse of a child."),)
    if facts.confirmed:
        return (phrase("An authority found that it shows the sexual abuse of a child."),)
    return (phrase("We do not know yet what came of the report."),)


def _redress(facts: Facts) -> tuple[str, ...]:
    return (
        *how_to_complain(facts.service, facts.contact, by_link=False),
        phrase(
            "You can also complain to the authority that is responsible for this in the country "
            "where you live (Article 34 of the draft)."
        ),
        phrase("And you can always go to court."),
    )
