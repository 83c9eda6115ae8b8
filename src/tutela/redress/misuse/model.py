"""Misuse as values: of what, by whom, and how often. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from tutela.redress.misuse.machine import State


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


@dataclass(frozen=True, slots=True)
class Weighing:
    """What a person weighed beside the counts, and what they tell the party (Article 23(3))."""

    gravity: str
    intention: str
    told: str


@dataclass(frozen=True, slots=True)
class Misuse:
    """One case: a warning, and the suspension that may follow it. Nobody's words are in a `repr`.

    `told_at`: since when it is known that the warning arrived. `single_person`: the only person of
    the node suspended, after the cooling-off; `upheld_alone`: they answered the objection so.
    """

    id: UUID
    service_id: str
    kind: Kind
    state: State
    key_id: UUID | None
    account_ref: str = field(repr=False)
    language: str
    factors: Mapping[str, Any] = field(repr=False)
    gravity: str = field(repr=False)
    intention: str = field(repr=False)
    told: str = field(repr=False)
    warned_at: datetime
    warned_by: str
    warned_by_name: str
    delivery_id: UUID | None = None
    answered_at: datetime | None = None
    suspended_at: datetime | None = None
    suspended_until: datetime | None = None
    suspended_told: str = field(default="", repr=False)
    suspended_by: str = ""
    suspended_by_name: str = ""
    seconded_by: str = ""
    seconded_by_name: str = ""
    single_person: bool = False
    objection: str = field(default="", repr=False)
    objected_at: datetime | None = None
    upheld: str = field(default="", repr=False)
    upheld_by_name: str = ""
    upheld_at: datetime | None = None
    upheld_alone: bool = False
    ended_at: datetime | None = None
    ended_by_name: str = ""
    end_reason: str = field(default="", repr=False)
    erase_at: datetime | None = None
    erased_at: datetime | None = None
    told_at: datetime | None = None

    @property
    def party(self) -> Party:
        return Party(self.service_id, self.key_id, self.account_ref)

    def over_at(self, now: datetime, forgotten: datetime) -> bool:
        """Whether its suspension has run out, or its warning was given before `forgotten`."""
        if self.ended_at:
            return False
        until = self.suspended_until
        return until <= now if until else self.warned_at <= forgotten

    @property
    def hands(self) -> tuple[str, ...]:
        """Who warned, who asked that it be suspended, and who agreed; each once."""
        people = (self.warned_by, self.suspended_by, self.seconded_by)
        return tuple(dict.fromkeys(one for one in people if one))

    @property
    def objects(self) -> bool:
        """Whether an objection waits for an answer."""
        return self.objected_at is not None and self.upheld_at is None and self.ended_at is None
