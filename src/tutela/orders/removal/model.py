"""Removal orders as values, ready for a door to render. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.orders.removal.machine import RemovalState

BASIS: Final = "COM(2022) 209, Article 14"


class Definition(StrEnum):
    """What the court found the material to be (Annex IV; Directive 2011/93/EU, Article 2)."""

    MATERIAL = "material"
    PERFORMANCE = "performance"


class WordKind(StrEnum):
    """What a court says of an order after it issued it."""

    CLARIFY = "clarify"
    EXTEND = "extend"
    UPHOLD = "uphold"
    ANNUL = "annul"


class Hindrance(StrEnum):
    """Why a provider cannot carry out an order yet (Annex V), or that it can now."""

    IMPOSSIBLE = "impossible"
    UNCLEAR = "unclear"
    POSSIBLE = "possible"


class Outcome(StrEnum):
    """What Annex VI lets a provider say: in all Member States."""

    REMOVED = "removed"
    DISABLED = "disabled"


class CourtState(StrEnum):
    """How the key of a court stands here."""

    ADDED = "added"  # nobody compared its code
    COMPARED = "compared"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class CourtKey:
    """The key of a court as this node knows it; `key` is Ed25519, 32 bytes."""

    id: UUID
    name: str
    member_state: str
    key: bytes
    state: CourtState
    note: str
    added_at: datetime
    added_by_name: str
    compared_at: datetime | None
    compared_by_name: str
    ended_at: datetime | None
    ended_by_name: str
    end_reason: str


@dataclass(frozen=True, slots=True)
class RemovalLine:
    """A removal order as a list shows it. `due_at` is the end of this node's own clock."""

    id: UUID
    state: RemovalState
    authority_id: UUID
    authority_name: str
    provider_id: UUID
    provider_name: str
    court: str
    profile: str
    items: int
    order_id: UUID | None  # the order that the provider carries out
    made_at: datetime
    issued_at: datetime | None
    received_at: datetime | None
    clock_at: datetime | None
    stopped_at: datetime | None
    due_at: datetime | None
    executed_at: datetime | None
    hidden_until: datetime | None
    extended: bool
    told_at: datetime | None
    checked_at: datetime | None
    gone: bool | None
    was: str  # the state when it was challenged
    refusal: str  # why the other side took it not
    ended_at: datetime | None
    erase_at: datetime
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class CopyLine:
    """A copy of another authority's order that is final. `compared`: the court's key was believed
    here when it came.
    """

    id: UUID
    order_id: UUID
    authority_id: UUID
    authority_name: str
    provider_name: str
    court: str
    compared: bool
    profile: str
    items: int
    issued_at: datetime
    received_at: datetime
    erase_at: datetime
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy with what the court signed, as JSON: empty once it was erased."""

    line: CopyLine
    signed: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Removal:
    """One removal order with what it says. Everything but `line` is empty once it was erased.

    `request` and `signed` are the JSON that the court read and signed, `words` what it signed
    later; `hindrance` is why it cannot be carried out yet, `report` what the provider said it did.
    """

    line: RemovalLine
    request: dict[str, Any] = field(repr=False)
    signed: dict[str, Any] = field(repr=False)
    words: tuple[dict[str, Any], ...] = field(repr=False)
    hindrance: dict[str, str] = field(repr=False)
    report: dict[str, Any] = field(repr=False)
