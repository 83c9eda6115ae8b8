"""What a person filled into a case's forms: read, checked, and kept when it is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import Form

from tutela.casework.decisions import Judgement
from tutela.casework.errors import (
    BanUnfounded,
    FindingUndecided,
    LabelUnknown,
    LookNeeded,
    NotSeen,
    ReasonMissing,
    StillUnsure,
    TooManyToDecide,
)
from tutela.law.model import Finding
from tutela.platform.errors import BadInput
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from tutela.platform.errors import TutelaError

DECIDE, SECOND, REVERSE = "decide", "second", "reverse"
_YES, _NO = "agree", "decline"


class NothingTicked(BadInput):
    """No item is ticked. Tick those that you speak about."""

    code = "nothing-ticked"


class FindingMissing(BadInput):
    """Say what you found."""

    code = "finding-missing"


class LabelMissing(BadInput):
    """To confirm, choose the label that says what it is."""

    code = "label-missing"


class AnswerMissing(BadInput):
    """Say whether you agree."""

    code = "answer-missing"


# The services' own sentences name an option of the command line.
UNLOOKED = phrase(
    "Whoever finds this must have looked, exact hit or not. Look at it here first, or say below "
    "that you looked at it where the platform keeps it."
)
UNSEEN = phrase(
    "Among the ticked items is one that is no exact hit and that you have not looked at. Look at "
    "it here first, or say below that you looked at it where the platform keeps it."
)
_SENTENCES: dict[type[TutelaError], str] = {NotSeen: UNSEEN, LookNeeded: UNLOOKED}
# Which field an error is about, so that it can be marked.
_FIELDS: dict[type[TutelaError], str] = {
    NothingTicked: "items",
    FindingMissing: "finding",
    AnswerMissing: "answer",
    LabelMissing: "label",
    LabelUnknown: "label",
    ReasonMissing: "reason",
    NotSeen: "seen",
    LookNeeded: "seen",
    FindingUndecided: "finding",
    TooManyToDecide: "items",
    StillUnsure: "items",
    BanUnfounded: "ban",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a form was refused: a sentence, the form's name and the field it is about, if any."""

    sentence: str
    status: int
    form: str
    field: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The input of one form as it was sent; `items` are ids in text, known or not."""

    items: tuple[str, ...] = ()
    finding: str = ""
    label: str = ""
    reason: str = ""
    seen: bool = False
    answer: str = ""
    ban: bool = False
    ban_reason: str = ""

    def item_ids(self) -> list[UUID]:
        """The ticked items. Raises NothingTicked; what is no id was not ticked here."""
        try:
            ids = [UUID(item) for item in self.items]
        except ValueError:
            raise NothingTicked from None
        if not ids:
            raise NothingTicked
        return ids

    def judgement(self) -> Judgement:
        """What the person found. Raises FindingMissing and LabelMissing."""
        try:
            finding = Finding(self.finding)
        except ValueError:
            raise FindingMissing from None
        if finding is Finding.CONFIRMED and not self.label:
            raise LabelMissing
        if self.ban and not self.ban_reason.strip():
            raise BanUnfounded
        ban_reason = self.ban_reason if self.ban else ""
        return Judgement(finding, self.reason, self.label, self.seen, ban_reason)

    def agrees(self) -> bool:
        """A second person's answer. Raises AnswerMissing."""
        if self.answer not in (_YES, _NO):
            raise AnswerMissing
        return self.answer == _YES


def sent(
    items: Annotated[list[str] | None, Form()] = None,
    finding: Annotated[str, Form()] = "",
    label: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    seen: Annotated[str, Form()] = "",
    answer: Annotated[str, Form()] = "",
    ban: Annotated[str, Form()] = "",
    ban_reason: Annotated[str, Form()] = "",
) -> Draft:
    """The draft that a form carries."""
    ticked = seen == "yes", ban == "yes"
    return Draft(
        tuple(items or ()), finding, label, reason, ticked[0], answer, ticked[1], ban_reason
    )


def problem(error: TutelaError, form: str) -> Problem:
    """`error` beside the form it is about."""
    sentence = _SENTENCES.get(type(error), error.sentence)
    return Problem(sentence, error.status, form, _FIELDS.get(type(error), ""))
