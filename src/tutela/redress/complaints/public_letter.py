"""What whoever complained is told of the decision: in their language, with what they can do next.

Regulation (EU) 2022/2065, Article 20(5): the reasoned decision, the out-of-court dispute settlement
of Article 21, and other possibilities for redress. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tutela.redress.complaints.model import Outcome, State, Whose
from tutela.texts.phrase import day, phrase, said

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tutela.redress.complaints.model import Complaint
    from tutela.texts.catalogue import Catalogue

_RESULTS: Final[Mapping[tuple[Whose, Outcome], str]] = {
    (Whose.USER, Outcome.UPHELD): phrase("The decision stands. A person has looked at it again."),
    (Whose.USER, Outcome.PARTLY_REVERSED): phrase(
        "The decision was changed: it is not what we took it for, and our hold on it ends. What "
        "else becomes of it, the service decides by its own rules."
    ),
    (Whose.USER, Outcome.REVERSED): phrase(
        "You were right. What was decided about you is taken back, and the service was asked to "
        "put it right."
    ),
    (Whose.NOTIFIER, Outcome.UPHELD): phrase(
        "The decision on your notice stands. Another person has looked at it again."
    ),
    (Whose.NOTIFIER, Outcome.REVERSED): phrase(
        "You were right. The decision on your notice was changed."
    ),
}
# On a node of one person, where whoever decided has looked again (`approvals/alone.py`).
_BY_THE_SAME: Final[Mapping[Whose, str]] = {
    Whose.USER: phrase(
        "The decision stands. Only one person works here: they decided it, and have looked at it "
        "again, twelve hours or more after we got your complaint."
    ),
    Whose.NOTIFIER: phrase(
        "The decision on your notice stands. Only one person works here: they decided it, and have "
        "looked at it again, twelve hours or more after we got your complaint."
    ),
}
_ACCOUNT_ONLY: Final = phrase(
    "The decision was changed in part: your account is not to be closed. What else was decided "
    "stands."
)
STANDS: Final[Mapping[State, str]] = {
    State.LODGED: phrase("We have your complaint. A person will look at it and decide."),
    State.PROPOSED: phrase("A person has looked at your complaint. A second person looks now."),
    State.DECIDED: phrase("Your complaint was decided."),
    State.ERASED: phrase("What you wrote was erased. Your complaint was decided."),
}
LOOKS_AGAIN: Final = phrase(
    "A person has looked at your complaint. Only one person works here: they look at it once more, "
    "after twelve hours or more."
)
# Who answers; else, on a node of one person.
HEARD: Final = {
    False: phrase(
        "Say why you do not agree. It costs nothing. A person who had no part in the decision "
        "looks at it again, not a machine alone."
    ),
    True: phrase(
        "Say why you do not agree. It costs nothing. A person looks at it again, not a machine "
        "alone. Only one person works here: if they decided it, they answer twelve hours after we "
        "get your complaint at the earliest."
    ),
}
COME_BACK: Final = {
    False: phrase(
        "Come back here to see what was decided. Whoever decided before does not decide about your "
        "complaint."
    ),
    True: phrase(
        "Come back here to see what was decided. Only one person works here: if they decided "
        "before, they answer twelve hours after we got your complaint at the earliest."
    ),
}
# What is left to whoever still does not agree.
REDRESS: Final = (
    phrase(
        "If you do not agree, you can ask a certified body that settles disputes out of court, "
        "under Article 21 of the Digital Services Act (Regulation (EU) 2022/2065). The European "
        "Commission publishes a list of these bodies."
    ),
    phrase("And you can always go to court."),
)


@dataclass(frozen=True, slots=True)
class Said:
    """A letter in one language."""

    language: str
    title: str
    texts: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole letter as plain text."""
        return "\n\n".join((self.title, *self.texts)) + "\n"


def letter(one: Complaint, catalogue: Catalogue) -> Said:
    """What came of a complaint, or how it stands, in the language of `catalogue`."""
    title = STANDS[one.state]
    if not one.outcome:
        return Said(catalogue.language, said(title, catalogue), ())
    texts = (result(one), *([one.told] if one.told else []), *REDRESS)
    return Said(
        catalogue.language, said(title, catalogue), tuple(said(text, catalogue) for text in texts)
    )


def result(one: Complaint) -> str:
    """What came of a decided complaint, in a sentence."""
    if one.account_only:
        return _ACCOUNT_ONLY
    if one.single_person and one.outcome is Outcome.UPHELD:
        return _BY_THE_SAME[one.whose]
    return _RESULTS[one.whose, one.outcome] if one.outcome else ""


def waits(until: datetime) -> str:
    """What whoever is suspended is told of a complaint that waits (Article 23(2))."""
    return phrase(
        "Because of earlier complaints that were manifestly unfounded, a person looks at it from "
        "{day} on. Nothing of your rights is lost by that.",
        day=day(until.date()),
    )
