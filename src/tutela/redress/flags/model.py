"""Users' flags as values: what they are about, what they say, what is decided. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.redress.flags.machine import FlagState


class Category(StrEnum):
    """What the user chose, of what the platform offered them."""

    MATERIAL = "material"
    SOLICITATION = "solicitation"
    EXTORTION = "extortion"
    ABUSE = "abuse"
    OTHER = "other"

    @property
    def words(self) -> str:
        return _CATEGORIES[self]


_CATEGORIES = {
    Category.MATERIAL: phrase("Pictures or films of the sexual abuse of a child"),
    Category.SOLICITATION: phrase("Somebody approaches a child for sexual purposes"),
    Category.EXTORTION: phrase("Somebody threatens a child with pictures"),
    Category.ABUSE: phrase("Somebody abuses or sells a child, or offers it"),
    Category.OTHER: phrase("Something else"),
}


class Outcome(StrEnum):
    """What a person decided on what was flagged."""

    ACTED = "acted"
    NOT_FOUND = "not-found"
    NOT_AGAINST = "not-against"

    @property
    def words(self) -> str:
        """The decision in a few words, for the desk."""
        return _OUTCOMES[self]


_OUTCOMES = {
    Outcome.ACTED: phrase("acted on it"),
    Outcome.NOT_FOUND: phrase("nothing was found there"),
    Outcome.NOT_AGAINST: phrase("not illegal, and within the terms"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """One message or item around the flagged one that the user chose to attach."""

    ref: str
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """What is sealed of a flag: the user's account and words, and the context they chose."""

    account: str
    words: str
    context: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag of one user. What it says is sealed, and is opened apart from it.

    `ref` is the platform's id of the flag, `reporter` a pseudonym of whoever flagged.
    `same` counts further flags of the same item that are decided with it.
    """

    id: UUID
    service_id: str
    ref: str = field(repr=False)
    item_ref: str = field(repr=False)
    surface: str
    category: Category
    state: FlagState
    danger: bool
    child: bool
    harmed: bool
    disclosed: bool
    language: str
    reporter: str = field(repr=False)
    case_id: UUID
    profile: str
    received_at: datetime
    outcome: Outcome | None
    unfounded: bool
    decided_at: datetime | None
    decided_by: str | None
    decided_by_name: str | None
    erase_at: datetime | None
    erased_at: datetime | None
    same: int = 0
