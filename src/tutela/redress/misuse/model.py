"""Misuse as values: of what, by whom, and how often. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID


class Kind(StrEnum):
    """What is misused."""

    NOTICES = "notices"  # manifestly unfounded notices (Article 23(2))
    COMPLAINTS = "complaints"  # manifestly unfounded complaints (Article 23(2))
    CONTENT = "content"  # manifestly illegal content (Article 23(1))

    @property
    def words(self) -> str:
        return _KINDS[self]


_KINDS = {
    Kind.NOTICES: phrase("manifestly unfounded notices"),
    Kind.COMPLAINTS: phrase("manifestly unfounded complaints"),
    Kind.CONTENT: phrase("manifestly illegal content"),
}


@dataclass(frozen=True, slots=True)
class Party:
    """Who it is: a key that gives notice, or an account of the platform; never both.

    Whoever gives notice or complains without either is nobody: an address that anybody can write
    into a form proves nothing, and would let one person silence another.
    """

    service_id: str
    key_id: UUID | None = None
    account: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Count:
    """What one party gave that was decided within a time: two of the factors of Article 23(3).

    `misused` of `given` were manifestly unfounded, or illegal; `given` is None where only the
    platform knows it. `sorts` divides those by what they were about, and `danger` of them said that
    somebody is in danger.
    """

    kind: Kind
    party: Party
    misused: int
    given: int | None
    danger: int
    first_at: datetime
    last_at: datetime
    sorts: Mapping[str, int] = field(default_factory=dict)

    @property
    def percent(self) -> int | None:
        """The share of what was given, rounded down; None where that is unknown."""
        return self.misused * 100 // self.given if self.given else None
