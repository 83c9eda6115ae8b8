"""What is given to an authority, as values. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

MOST_ITEMS: Final = 200  # in one answer; a further answer takes the next


class Part(StrEnum):
    """What may be said of the chosen items. Facts always leave: without them nothing is named."""

    FACTS = "facts"
    MATCHES = "matches"
    DECISIONS = "decisions"
    LOG = "log"
    MEDIA = "media"

    @property
    def words(self) -> str:
        return PARTS[self]


PARTS: Mapping[Part, str] = {
    Part.FACTS: phrase("what the platform said of it, and its fingerprint"),
    Part.MATCHES: phrase("what it was found by, and on what legal ground"),
    Part.DECISIONS: phrase("what people decided about it, without their names"),
    Part.LOG: phrase("the rows of the log about it, without names of staff"),
    Part.MEDIA: phrase("the item itself, as far as it is kept"),
}


class GivingState(StrEnum):
    """Where an answer stands."""

    CHOSEN = "chosen"
    GIVEN = "given"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose to give. `still_wanted`: who said that a late answer is wanted."""

    items: tuple[UUID, ...]
    parts: frozenset[Part]
    note: str = field(default="", repr=False)
    still_wanted: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class OnRecord:
    """An item that the order's targets name and this node has on record."""

    id: UUID
    account_ref: str
    external_id: str
    surface: str
    media_type: str
    size: int
    sha256: str
    received_at: datetime
    evidence_id: UUID | None
    erased_at: datetime | None  # of its bytes

    @property
    def kept(self) -> bool:
        return self.evidence_id is not None and self.erased_at is None

    @property
    def name(self) -> str:
        """Its name within the answer, which tells nothing about anybody."""
        return f"item-{self.id.hex}"


@dataclass(frozen=True, slots=True)
class Giving:
    """One answer: what was chosen, by whom, and once it left its digest. `manifest` names every
    file with its digest; it and the choice are erased with the order.
    """

    id: UUID
    order_id: UUID
    state: GivingState
    choice: Choice | None
    manifest: str = field(repr=False)
    key_code: str
    asked_by: str
    asked_by_name: str
    asked_at: datetime
    given_by_name: str
    given_at: datetime | None
    sha256: str
    size: int
    single_person: bool
    received_at: datetime | None
    received_how: str
    told_at: datetime | None = None  # when whoever it is about was told, or had been before


@dataclass(frozen=True, slots=True)
class Sealed:
    """What leaves: an age file for the authority, with the digest that stays here."""

    name: str
    data: bytes = field(repr=False)
    sha256: str
