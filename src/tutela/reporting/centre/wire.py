"""What the Centre says of a report, read strictly and bounded. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeVar
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    ValidationError,
)

from tutela.reporting.words import one_line, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_NUMBER: Final = 40
LONGEST_WORDS: Final = 4000

T = TypeVar("T", bound=BaseModel)


def _uuid(given: object) -> UUID:
    if not isinstance(given, str):
        raise ValueError("it must be a UUID as text")  # noqa: TRY004 - pydantic's
    return UUID(given)


Id = Annotated[UUID, BeforeValidator(_uuid)]
Number = Annotated[
    str, StringConstraints(min_length=1, max_length=LONGEST_NUMBER), AfterValidator(one_line)
]
Words = Annotated[
    str, StringConstraints(min_length=1, max_length=LONGEST_WORDS), AfterValidator(plain)
]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=60)]


class Body(BaseModel):
    """A body that refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class About(Body):
    """Which report it is."""

    report: Id


class Taken(Body):
    """The Centre has a report, under its number."""

    report: Id
    number: Number


class Question(Body):
    """What the Centre asks about a report (Article 48(1) to (5))."""

    report: Id
    question: Id
    words: Words


class Unfounded(Body):
    """The Centre found a report manifestly unfounded (recital 65), or not substantiated."""

    report: Id
    reason: Words
    test: Literal["manifestly-unfounded", "substantiated"] = "manifestly-unfounded"


class Outcome(Body):
    """What an authority found of an item."""

    report: Id
    item: Id
    finding: Literal["confirmed", "not-abuse-material", "cannot-tell"]
    reason: Words


class Refused(Body):
    """What the Centre did not take, and why."""

    about: Annotated[str, StringConstraints(pattern=r"^[a-z]+(\.[a-z-]+)+$", max_length=60)]
    code: Code


def read(model: type[T], body: Mapping[str, Any]) -> T | None:
    """A body as `model`; None for anything else."""
    try:
        return model.model_validate(dict(body))
    except (ValidationError, RecursionError):
        return None
