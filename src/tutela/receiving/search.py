"""Finding received reports by what they are about, for whoever asks the Centre (Article 49)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.receiving import store_search

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.signals.model import SignalKind


@dataclass(frozen=True, slots=True)
class Found:
    """An item of a received report that has one of the signals.

    `peer_id` is the provider that reported it, by our clock at `filed_at`; `authority_id` whom it
    was forwarded to. `restricted`: the provider said that it removed or disabled the item.
    """

    report_id: UUID
    item_id: UUID
    number: str
    peer_id: UUID
    provider_name: str
    filed_at: datetime
    authority_id: UUID | None
    restricted: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """How often something was reported: by how many reports of how many providers, and when."""

    reports: int
    providers: int
    first_at: datetime | None
    last_at: datetime | None


def how_often(connection: Connection, signals: Collection[tuple[SignalKind, bytes]]) -> Seen:
    """How often an item was reported that has exactly one of these signals (Article 83(3))."""
    return Seen(**store_search.counts(connection, signals))


def reports_with(
    connection: Connection, signals: Collection[tuple[SignalKind, bytes]]
) -> list[Found]:
    """Items of received reports that have exactly one of these signals, oldest first."""
    return [Found(**row) for row in store_search.with_signals(connection, signals)]
