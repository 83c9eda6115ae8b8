"""What whoever gives notice reads: what it may be about, how it stands, what was decided. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.redress.notices.machine import NoticeState
from tutela.redress.notices.model import NoticeKind, Outcome
from tutela.texts.phrase import day, phrase

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

KINDS: Final[Mapping[NoticeKind, str]] = {
    NoticeKind.MATERIAL: phrase("Pictures or films of the sexual abuse of a child"),
    NoticeKind.SOLICITATION: phrase("Somebody approaches a child for sexual purposes"),
    NoticeKind.EXTORTION: phrase("Somebody threatens a child with pictures"),
    NoticeKind.ABUSE: phrase("Somebody abuses or sells a child, or offers it"),
    NoticeKind.INCITEMENT: phrase("Somebody calls for the abuse of children, or explains it"),
    NoticeKind.OTHER: phrase("Something else that is illegal"),
}
# Each decision in a sentence.
TOLD: Final[Mapping[Outcome, str]] = {
    Outcome.ACTED_LAW: phrase("We acted on what you told us of: we found it to be illegal."),
    Outcome.ACTED_TERMS: phrase("We acted on what you told us of: it breaks our terms."),
    Outcome.NOT_FOUND: phrase("We looked, and found nothing at the place you named."),
    Outcome.NOT_ILLEGAL: phrase(
        "We looked, and found that it is not illegal and does not break our terms."
    ),
    Outcome.DUPLICATE: phrase(
        "We had decided on the same before you told us; that decision holds."
    ),
    Outcome.PASSED_ON: phrase("It is not in our hands. We passed it on to those who can act."),
}
STANDS: Final[Mapping[NoticeState, str]] = {
    NoticeState.RECEIVED: phrase("We have your notice. A person will look at it and decide."),
    NoticeState.DECIDED: phrase("A person has decided on your notice."),
    NoticeState.ERASED: phrase("What you told us was erased. Nothing more is known of it here."),
}
# Article 16(5): the decision tells the possibilities for redress in respect of it.
REDRESS: Final = (
    phrase(
        "You can complain to us about this decision, free of charge, for six months (Article 20)."
    ),
    phrase("You can take it to a certified out-of-court dispute settlement body (Article 21)."),
    phrase("You can complain to the Digital Services Coordinator of your country (Article 53)."),
    phrase("You can go to court."),
)


def waits(until: datetime) -> str:
    """How a notice stands whose sender is suspended (Article 23(2)): it is looked at later."""
    return phrase(
        "We have your notice, and it is kept. Because of earlier notices that were manifestly "
        "unfounded, a person looks at it from {day} on.",
        day=day(until.date()),
    )
