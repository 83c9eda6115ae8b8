"""What nodes say to each other about indicators, read strictly and bounded. Pure.

Whoever says it may be wrong or hostile: nothing of a value is repeated in a problem.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from tutela.exchanges.errors import ExchangeInvalid
from tutela.exchanges.forms import LONGEST_REASON, LONGEST_WORDS, fingerprints_of, label_of
from tutela.exchanges.model import Category, Media
from tutela.federation.wire import Id, Instant
from tutela.law.model import WithdrawalCause
from tutela.platform.invalid import first_problem

if TYPE_CHECKING:
    from tutela.federation.handling import Said
    from tutela.indicators.store_import import Fingerprint

MOST: Final = 1000
_BIGGEST: Final = 2**53 - 1  # JSON's whole numbers

T = TypeVar("T", bound="Body")


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("it must be one line of text")
    return text


Line = Annotated[str, AfterValidator(_printable)]
Words = Annotated[Line, StringConstraints(max_length=LONGEST_WORDS)]
Reason = Annotated[Line, StringConstraints(min_length=1, max_length=LONGEST_REASON)]
Code = Annotated[Line, StringConstraints(min_length=1, max_length=40)]
Language = Annotated[Line, StringConstraints(max_length=20)]
Name = Annotated[Line, StringConstraints(max_length=200)]
Number = Annotated[int, Field(ge=0, le=_BIGGEST)]
AsCategory = Annotated[Category, Field(strict=False)]
AsMedia = Annotated[Media, Field(strict=False)]
Cause = Annotated[WithdrawalCause, Field(strict=False)]
Fingerprints = Annotated[dict[str, str], Field(min_length=1, max_length=4)]


class Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class Submitted(Body):
    submission: Id
    category: AsCategory
    media: AsMedia
    language: Language
    scheme: Code
    label: Code
    fingerprints: Fingerprints
    reference: Words
    reasons: Reason
    first_assessor: Code
    second_assessor: Code
    assessed_at: Instant


class Answered(Body):
    submission: Id
    reason: Words


class Taken(Body):
    submission: Id


class Withdrawal(Body):
    submission: Id
    cause: Cause
    reason: Reason


class Requested(Body):
    access: Id
    category: AsCategory
    purpose: Reason
    basis: Reason
    begins_at: Instant
    ends_at: Instant


class Granted(Body):
    access: Id
    begins_at: Instant
    ends_at: Instant


class Ended(Body):
    access: Id
    reason: Words


class Longer(Body):
    access: Id
    ends_at: Instant
    basis: Reason


class Prolonged(Body):
    access: Id
    ends_at: Instant


class Over(Body):
    access: Id


class Sought(Body):
    access: Id
    after: Number


class Listed(Body):
    """One entry among others. A bad one spoils no other: each is read by itself."""

    number: Number
    entry: Id
    cause: Cause | None = None
    fingerprints: Fingerprints | None = None
    scheme: Line = ""
    label: Line = ""
    media: AsMedia = Media.OTHER
    language: Language = ""
    authority: Name = ""
    assessors: Name = ""

    @property
    def values(self) -> list[Fingerprint]:
        """Its fingerprints. Raises ExchangeInvalid for what is none, or says too little."""
        label_of(self.scheme, self.label)
        return fingerprints_of(self.fingerprints or {})


class Entries(Body):
    access: Id
    after: Number
    upto: Number
    more: bool
    entries: Annotated[list[dict[str, Any]], Field(max_length=MOST)]


class Gone(Body):
    entry: Id
    cause: Cause


class Withdrawn(Body):
    access: Id
    entries: Annotated[list[Gone], Field(max_length=MOST)]


def read(model: type[T], said: Said) -> T:
    """What was said. Raises ExchangeInvalid."""
    return read_body(model, said.body)


def read_body(model: type[T], body: dict[str, Any]) -> T:
    try:
        return model.model_validate(body)
    except ValidationError as error:
        raise ExchangeInvalid(problem=first_problem(error)) from None
