"""What somebody gives notice of, read strictly: the fields of Article 16(2) DSA, bounded. Pure."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field, StringConstraints, ValidationError

from tutela.platform.invalid import first_problem
from tutela.platform.settings import MAIL_ADDRESS
from tutela.redress.notices.errors import NoticeInvalid
from tutela.redress.notices.model import NoticeKind, Place, distinct
from tutela.redress.notices.public_errors import (
    EmailUnusable,
    GoodFaithMissing,
    KindMissing,
    NotifierMissing,
    PlaceMissing,
    PlaceUnusable,
    ReasonsMissing,
    ReasonsTooLong,
    TooManyPlaces,
)
from tutela.reporting.words import Value, one_line, plain
from tutela.signals.errors import SignalError
from tutela.signals.url import LONGEST as LONGEST_URL

MOST_PLACES: Final = 100
LONGEST_REASONS: Final = 5000
# Nothing that could end a header line or name a second recipient.
EMAIL: Final = re.compile(f"(?=.{{1,254}}$)(?:{MAIL_ADDRESS.pattern})")
LARGEST: Final = 64 * 1024  # bytes of a whole notice

Reasons = Annotated[
    str, StringConstraints(min_length=1, max_length=LONGEST_REASONS), AfterValidator(plain)
]
Address = Annotated[str, StringConstraints(max_length=LONGEST_URL)]


def _email(text: str) -> str:
    if text and not EMAIL.fullmatch(text):
        raise ValueError("must be one e-mail address, or empty")
    return text


class Given(Value):
    """One notice (Regulation (EU) 2022/2065, Article 16(2)). It never carries a picture."""

    kind: NoticeKind = Field(description="What it is about.")
    urls: tuple[Address, ...] = Field(
        (), description=f"The exact addresses, each whole; at most {MOST_PLACES}."
    )
    item: Annotated[str, StringConstraints(max_length=500), AfterValidator(one_line)] = Field(
        "", description="What the service calls the item, where it has no address of its own."
    )
    reasons: Reasons = Field(description="Why it is illegal, in words; text only.")
    good_faith: bool = Field(
        description="True: whoever gives notice believes that it is right and whole."
    )
    danger: bool = Field(
        default=False, description="Whether somebody is in danger now. Call 112 first."
    )
    name: Annotated[str, StringConstraints(max_length=200), AfterValidator(one_line)] = Field(
        "", description="Who gives notice; needed for the kind `other` only."
    )
    email: Annotated[str, AfterValidator(_email)] = Field(
        "", description="Where the receipt and the decision go; needed for `other` only."
    )
    language: Annotated[str, StringConstraints(pattern=r"^([a-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$")] = (
        Field("", max_length=20, description="The language of the messages, such as `nl`.")
    )

    def located(self) -> tuple[Place, ...]:
        """The places, each once, checked with all else that the law asks for.

        Raises TooManyPlaces, PlaceUnusable, PlaceMissing, GoodFaithMissing, NotifierMissing.
        """
        if len(self.urls) > MOST_PLACES:
            raise TooManyPlaces(most=MOST_PLACES, given=len(self.urls))
        found = _places(self.urls)
        if not found and not self.item:
            raise PlaceMissing
        if not self.good_faith:
            raise GoodFaithMissing
        if not self.kind.anonymous and not (self.name and self.email):
            raise NotifierMissing
        return found


def parse(text: bytes) -> tuple[str, str, Given]:
    """Service, id and notice of a JSON text. Raises NoticeInvalid, which never repeats a value."""
    if len(text) > LARGEST:
        raise NoticeInvalid(problem=f"it is larger than {LARGEST} bytes")
    try:
        sent = Sent.model_validate_json(text)
    except ValidationError as error:
        raise NoticeInvalid(problem=first_problem(error)) from None
    return sent.service, sent.id, sent.notice


class Sent(Value):
    """What `POST /v1/notices` takes."""

    service: Annotated[str, StringConstraints(max_length=40)] = Field(
        "", description="The service it is about; may be left out if there is one, or with a key."
    )
    id: Annotated[str, StringConstraints(max_length=200), AfterValidator(one_line)] = Field(
        "", description="Your own id of the notice: sent again with it, nothing is taken in twice."
    )
    notice: Given


def of_person(values: dict[str, Any]) -> Given:
    """A notice of what a person wrote into a form, each fault in words they can act on.

    Raises KindMissing, ReasonsMissing, ReasonsTooLong, TooManyPlaces, PlaceUnusable, EmailUnusable,
    NoticeInvalid.
    """
    if values["kind"] not in set(NoticeKind):
        raise KindMissing
    if not values["reasons"]:
        raise ReasonsMissing
    if len(values["reasons"]) > LONGEST_REASONS:
        raise ReasonsTooLong(most=LONGEST_REASONS)
    if len(values["urls"]) > MOST_PLACES:
        raise TooManyPlaces(most=MOST_PLACES, given=len(values["urls"]))
    _places(values["urls"])
    if values["email"] and not EMAIL.fullmatch(values["email"]):
        raise EmailUnusable
    return made(values)


def made(values: dict[str, Any]) -> Given:
    """A notice of the fields of a form. Raises NoticeInvalid, which never repeats a value."""
    try:
        return Given.model_validate(values)
    except ValidationError as error:
        raise NoticeInvalid(problem=first_problem(error)) from None


def _places(urls: tuple[str, ...]) -> tuple[Place, ...]:
    """The places of these addresses; which one cannot be used is said by its number."""
    for number, one in enumerate(urls, 1):
        try:
            Place.of(one)
        except SignalError:
            raise PlaceUnusable(number=number) from None
    return distinct(urls)
