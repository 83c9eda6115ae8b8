"""What hotlines say to each other of cases, read strictly and bounded. Pure."""

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

from tutela.federation.wire import Id
from tutela.hotline.model import Found
from tutela.hotline.moves import LONGEST_WORDS
from tutela.reporting.words import one_line, plain

if TYPE_CHECKING:
    from tutela.federation.handling import Said

MOST_ITEMS: Final = 2000
LONGEST_ADDRESS: Final = 8192

T = TypeVar("T", bound=BaseModel)
Words = Annotated[
    str, StringConstraints(min_length=1, max_length=LONGEST_WORDS), AfterValidator(plain)
]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", max_length=60)]
_Line = AfterValidator(one_line)


class Body(BaseModel):
    """A body that refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class Item(Body):
    """What the first hotline found one thing to be; the other judges for itself."""

    scheme: Code
    label: Code
    where: Annotated[str, StringConstraints(max_length=500), _Line]
    sha256: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")]


class Handed(Body):
    """A case that another hotline hands over."""

    case: Id
    url: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_ADDRESS), _Line]
    urgent: bool
    country: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")]
    items: Annotated[list[Item], Field(max_length=MOST_ITEMS)]
    reason: Words


class Taken(Body):
    """The other hotline has it; `known`: it had it already."""

    case: Id
    known: bool


class Looked(Body):
    """A person at the other hotline looked whether it is gone."""

    case: Id
    found: Annotated[Found, Field(strict=False)]


class Returned(Body):
    """The other hotline does nothing more about it."""

    case: Id
    reason: Words


class Refused(Body):
    """A message was not acted on; `code` says why."""

    about: Annotated[str, StringConstraints(pattern=r"^[a-z.-]+$", max_length=60)]
    code: Code


def read(model: type[T], said: Said) -> T | None:
    """What was said; None where it is none of that."""
    return read_body(model, said.body)


def read_body(model: type[T], body: dict[str, Any]) -> T | None:
    try:
        return model.model_validate(body)
    except ValidationError:
        return None
