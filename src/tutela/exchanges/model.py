"""Submissions of indicators and accesses to them, as values. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tutela.law.durations import Duration
from tutela.signals.model import SignalKind
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from tutela.exchanges.machine import AccessState, SubmissionState
    from tutela.law.model import WithdrawalCause

REVERIFY: Final = Duration.parse("P1Y")
"""How long an entry stands before a person looks again whether it still belongs there. The draft
asks that the database be kept right (Article 46(7)) and names no time: this is our own."""
KEEP: Final = Duration.parse("P6M")
"""How long the reasons of a submission are kept after it is over: courts may ask for them."""
LONGEST_PERIOD: Final = "detection-order.period-known-new"
"""The deadline of the profile that bounds an access: it serves an order."""
KINDS: Final = (SignalKind.SHA256, SignalKind.MD5, SignalKind.SHA1, SignalKind.PDQ)
"""What an indicator consists of here. An address is none of them."""
ENTRIES_AT_ONCE: Final = 500
"""Entries in one message. Whoever takes them asks for the next ones."""


class Category(StrEnum):
    """Which of the Centre's databases (Article 44(1)(a) and (b))."""

    KNOWN = "known"
    NEW = "new"

    @property
    def words(self) -> str:
        return _CATEGORIES[self]


_CATEGORIES = {
    Category.KNOWN: phrase("known material"),
    Category.NEW: phrase("new material"),
}


class Media(StrEnum):
    """What kind of item an indicator was made of."""

    PICTURE = "picture"
    FILM = "film"
    OTHER = "other"

    @property
    def words(self) -> str:
        return _MEDIA[self]


_MEDIA = {
    Media.PICTURE: phrase("a picture"),
    Media.FILM: phrase("a film"),
    Media.OTHER: phrase("something else"),
}


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a submission rests on: the report or case, and why two people found it to be so."""

    reference: str
    reasons: str


@dataclass(frozen=True, slots=True)
class Submission:
    """An indicator that an authority submits to the Centre; the same on both nodes.

    `peer_id` is the other side. `given_id` is what the authority calls it. The assessors have names
    that only the authority can lead back to people. `sealed` and `fingerprints` are gone once it is
    erased. `reverify_by` is the Centre's clock on an entry that it took.
    """

    id: UUID
    peer_id: UUID
    given_id: UUID
    category: Category
    media: Media
    language: str
    scheme: str
    label: str
    fingerprints: Mapping[str, str] | None = field(repr=False)
    sealed: bytes | None = field(repr=False)
    source: str
    state: SubmissionState
    profile: str
    proposed_at: datetime
    proposed_by: str
    proposed_by_name: str
    assessed_at: datetime | None
    assessed_by_name: str
    first_assessor: str
    second_assessor: str
    decided_at: datetime | None
    decided_by_name: str
    reason: str
    cause: WithdrawalCause | None
    reverify_by: datetime | None
    erase_at: datetime | None
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class Access:
    """A provider's access to one database of the Centre, for a time; the same on both nodes.

    `given_id` is what the provider calls it, and `peer_id` the other side. `number` is the last
    entry that was sent, or that came. `source` is whom the provider's bank names for what came.
    `asked_until` and `asked_basis`: a longer time that the Centre was asked for, and on what basis.
    """

    id: UUID
    peer_id: UUID
    given_id: UUID
    category: Category
    purpose: str
    basis: str
    begins_at: datetime
    ends_at: datetime
    state: AccessState
    profile: str
    asked_at: datetime
    asked_by_name: str
    decided_at: datetime | None
    decided_by_name: str
    reason: str
    source: str
    bank: str
    number: int
    sought: int | None
    sought_at: datetime | None
    heard_at: datetime | None
    refused: int
    asked_until: datetime | None
    asked_basis: str
    over_at: datetime | None
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class Released:
    """One line of what the Centre tells of a database: an entry, or that it is withdrawn."""

    number: int
    entry: UUID
    cause: WithdrawalCause | None


def bank_name(category: Category, peer_id: UUID | None = None) -> str:
    """How the bank of a database is called: the Centre's own, or a provider's of that Centre."""
    return f"centre-{category.value}" + (f"-{peer_id.hex[-8:]}" if peer_id else "")
