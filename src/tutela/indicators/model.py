"""Banks, indicators and matches as values. Pure: nothing here opens a file or a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from tutela.law.model import BankPurpose, WithdrawalCause
    from tutela.signals.model import SignalKind

NODE_WIDE = "node"
"""The `service_id` of a bank that every service of the node may use."""


class IndicatorState(StrEnum):
    """What an indicator may lead to: a proposed or verified one flags, an active one may hold.

    In order of strength, but for the last.
    """

    PROPOSED = "proposed"
    VERIFIED = "verified"
    ACTIVE = "active"
    WITHDRAWN = "withdrawn"


VOUCHED = frozenset({IndicatorState.VERIFIED, IndicatorState.ACTIVE})
"""The states of entries that somebody found to be what their label says."""

ACTING = frozenset({IndicatorState.ACTIVE})
"""The states in which an entry holds items, or in an allow-bank suppresses matches."""


@dataclass(frozen=True, slots=True)
class Bank:
    """A named set of indicators with one purpose.

    `radius` is the greatest PDQ distance that matches, 0 to 52 bits; `dihedral` says whether the
    turned and mirrored forms of an item are searched too.
    """

    id: UUID
    service_id: str
    name: str
    purpose: BankPurpose
    radius: int
    dihedral: bool
    demo: bool
    enabled: bool

    @property
    def allows(self) -> bool:
        """Whether this is an allow-bank: it suppresses matches and makes none."""
        return self.purpose.terms.ancillary

    def usable_by(self, service_id: str) -> bool:
        """Whether items of this service may be compared with this bank at all."""
        return self.service_id in (NODE_WIDE, service_id)


@dataclass(frozen=True, slots=True)
class Match:
    """An item's signals near one indicator.

    `exact`: equal SHA-256, or equal MD5 and SHA-1. A lone MD5 or SHA-1, or an equal address, is a
    match that is not exact and has no distance. `distance` (bits), `quality` (0 to 100) and `frame`
    (from 0) are those of the nearest frame, and None where no PDQ was within the bank's radius.
    """

    indicator_id: UUID
    bank: Bank
    state: IndicatorState
    exact: bool
    kinds: frozenset[SignalKind]
    distance: int | None
    quality: int | None
    frame: int | None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an indicator comes from and who answers for it.

    `proposed_by`, `second_by` are actors of this node; `verified_by` is who found it to be what
    its label says, here or outside. The last three are None while it is only proposed.
    """

    source: str
    scheme: str
    label: str
    proposed_by: str
    verified_by: str | None = None
    verified_at: datetime | None = None
    second_by: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What another source says of an indicator, or said: its own state, and the fingerprints it
    vouches for. A withdrawn one keeps no reference, unless it was withdrawn as wrong.
    """

    state: IndicatorState
    provenance: Provenance
    kinds: frozenset[SignalKind]
    batch_id: UUID
    added_at: datetime
    reference: str | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    cause: WithdrawalCause | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator without its fingerprints. An erased one has no kinds, reference or note.

    `state` and `provenance` are those of the source it leads with, the strongest and then the
    oldest; `beside` is what other sources say, oldest first.
    """

    id: UUID
    bank: Bank
    state: IndicatorState
    provenance: Provenance
    kinds: frozenset[SignalKind]
    batch_id: UUID
    added_at: datetime
    reference: str | None = None
    note: str | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    cause: WithdrawalCause | None = None
    beside: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceCount:
    """What one source vouches for in a bank: indicators now matching, and when the last one came.

    An indicator of several sources is counted with each.
    """

    source: str
    indicators: int
    last_added_at: datetime


@dataclass(frozen=True, slots=True)
class BatchCount:
    """What one import or addition brought in, by state."""

    batch_id: UUID
    source: str
    added_at: datetime
    states: Mapping[IndicatorState, int]


@dataclass(frozen=True, slots=True)
class BankView:
    """A bank and what is in it, counted; never a listing of values.

    `fingerprints` counts what matches, by kind; `batches` are the latest ones, newest first.
    """

    bank: Bank
    states: Mapping[IndicatorState, int] = field(default_factory=dict)
    fingerprints: Mapping[SignalKind, int] = field(default_factory=dict)
    sources: tuple[SourceCount, ...] = ()
    batches: tuple[BatchCount, ...] = ()

    @property
    def last_import(self) -> datetime | None:
        """When something was last added."""
        return max((one.last_added_at for one in self.sources), default=None)
