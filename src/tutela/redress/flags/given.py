"""What a platform hands on of a user's flag, read strictly and bounded. Pure."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, StringConstraints, ValidationError

from tutela.platform.invalid import first_problem
from tutela.redress.flags.errors import FlagInvalid
from tutela.redress.flags.model import Category, Piece, Said
from tutela.reporting.words import Value, one_line, plain

MOST_CONTEXT: Final = 20
LONGEST_PIECE: Final = 2000
LONGEST_WORDS: Final = 2000
LARGEST: Final = 256 * 1024  # bytes of a whole flag

Name = Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(one_line)]


class ContextPiece(Value):
    """A message or an item around the flagged one that the user chose themselves."""

    id: Name = Field(description="What you call it.")
    by: Literal["reporter", "flagged", "other"] = Field(description="Whose it is.")
    text: Annotated[str, StringConstraints(max_length=LONGEST_PIECE), AfterValidator(plain)] = (
        Field("", description="Its text; empty for what is no text. Never a file.")
    )


class UserFlag(Value):
    """What a user flagged. Nothing is in it that the user did not choose."""

    id: Annotated[Name, StringConstraints(max_length=200)] = Field(
        description="Your id of the flag: sent again with it, nothing is taken in twice."
    )
    item: Name = Field(description="What you call the item, as in a scan of it.")
    surface: Annotated[str, StringConstraints(min_length=1, max_length=40)] = Field(
        description="The declared surface it is on."
    )
    category: Category = Field(description="What the user chose.")
    account: Name = Field(description="A pseudonym of the account that flagged.")
    words: Annotated[str, StringConstraints(max_length=LONGEST_WORDS), AfterValidator(plain)] = (
        Field("", description="What the user wrote.")
    )
    context: tuple[ContextPiece, ...] = Field(
        (), max_length=MOST_CONTEXT, description="What the user chose to attach, piece by piece."
    )
    disclosed: bool = Field(
        default=False,
        description="The user chose to disclose this; needed where it is end-to-end encrypted.",
    )
    danger: bool = Field(default=False, description="The user says somebody is in danger now.")
    child: bool = Field(default=False, description="Whoever flagged is a child.")
    harmed: bool = Field(default=False, description="Whoever flagged is the one harmed.")
    country: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")] = Field(
        "", description="Their country (ISO 3166-1), for a helpline. It is not kept."
    )
    language: Annotated[str, StringConstraints(pattern=r"^([a-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$")] = (
        Field("", max_length=20, description="Their language, such as `nl`.")
    )

    @property
    def said(self) -> Said:
        """What of it is personal, and sealed."""
        pieces = tuple(Piece(one.id, one.by, one.text) for one in self.context)
        return Said(self.account, self.words, pieces)


def parse(body: bytes) -> UserFlag:
    """A flag from JSON. Raises FlagInvalid, which never repeats a value."""
    try:
        return UserFlag.model_validate_json(body)
    except ValidationError as error:
        raise FlagInvalid(problem=first_problem(error)) from None
