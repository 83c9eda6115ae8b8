"""The findings that a form offers, each with what it will do. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.casework.foretelling import foretold
from tutela.law.model import Finding
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from tutela.casework.model import CaseItem
    from tutela.platform.services.model import SecondPerson

NAMES = {
    Finding.CONFIRMED: (phrase("Confirm"), phrase("It is what the label says.")),
    Finding.NOT_ABUSE_MATERIAL: (phrase("Reject"), phrase("It is not abuse material.")),
    Finding.AGE_AMBIGUOUS: (
        phrase("The age cannot be told"),
        phrase("Nobody can tell whether the person shown is a child."),
    ),
    Finding.OTHER_ILLEGAL: (
        phrase("Another crime"),
        phrase("It is no abuse material, but seems illegal."),
    ),
    Finding.UNSURE: (phrase("Unsure"), phrase("You cannot decide it. Another person looks.")),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One finding of a form: its name, what it says, and what it will do."""

    value: str
    name: str
    means: str
    will: tuple[str, ...]


def offers(
    findings: Iterable[Finding], items: Sequence[CaseItem], policy: SecondPerson, now: datetime
) -> tuple[Offer, ...]:
    """What may be found of these items."""
    return tuple(
        Offer(one.value, *NAMES[one], will=foretold(one, items, policy, now)) for one in findings
    )
