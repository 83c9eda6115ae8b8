"""What nodes say to each other about removal orders: bodies of messages, read strictly. Pure."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from tutela.orders.removal.model import Hindrance, Outcome
from tutela.orders.removal.papers import MOST_ITEMS, Id, Instant, Part, Said, Words

Code = Annotated[str, StringConstraints(pattern=r"^[a-z.-]+$", max_length=40)]


class Issued(Part):
    """What a court signed."""

    order: dict[str, Any]


class Spoken(Part):
    """What a court said later."""

    word: dict[str, Any]


class About(Part):
    """That something happened to an order, and what its teller adds."""

    order: Id
    words: Said = ""


class Copied(Part):
    """A copy of what a court signed, now that it is final."""

    order: dict[str, Any]


class Refused(Part):
    """That what was said was not taken."""

    order: Id | None
    kind: Code
    code: Code


class Hindered(Part):
    """Annex V: why it cannot be carried out yet, or that it can now."""

    order: Id
    what: Annotated[Hindrance, Field(strict=False)]
    words: Words


class Result(Part):
    """What became of one target."""

    number: Annotated[int, Field(ge=1, le=MOST_ITEMS)]
    found: bool


class Executed(Part):
    """Annex VI: what was done in all Member States, and when."""

    order: Id
    outcome: Annotated[Outcome, Field(strict=False)]
    at: Instant
    results: Annotated[tuple[Result, ...], Field(strict=False, min_length=1, max_length=MOST_ITEMS)]


class Verified(Part):
    """Whether the Centre found it gone."""

    order: Id
    gone: bool
