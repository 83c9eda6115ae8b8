"""Trusted flaggers as values. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tutela.redress.notices.flaggers.machine import FlaggerState
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

    from tutela.redress.notices.model import Outcome

WORDS = {
    FlaggerState.ACTIVE: phrase("trusted"),
    FlaggerState.SUSPENDED: phrase("suspended while it is investigated"),
    FlaggerState.ENDED: phrase("no longer trusted"),
}


@dataclass(frozen=True, slots=True)
class NewFlagger:
    """What somebody enters: as the Coordinator's decision and the Commission's list have it.

    `key` is the public id of the API key that the flagger sends with.
    """

    name: str
    awarded_by: str
    member_state: str
    areas: str
    contact: str
    since: date
    key: str


@dataclass(frozen=True, slots=True)
class Flagger:
    """A trusted flagger of one service, and how its status stands."""

    id: UUID
    service_id: str
    name: str
    awarded_by: str
    member_state: str
    areas: str
    contact: str = field(repr=False)
    since: date
    key: str
    state: FlaggerState
    state_at: datetime
    state_reason: str
    state_by_name: str

    @property
    def trusted(self) -> bool:
        """Whether what it sends now is given priority (Article 22(1))."""
        return self.state is FlaggerState.ACTIVE


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of a flagger's notices; those whose words were erased count on.

    `median_hours` runs from taking in to the decision; None while nothing is decided.
    """

    notices: int = 0
    outcomes: Mapping[Outcome, int] = field(default_factory=dict)
    unfounded: int = 0
    late: int = 0
    median_hours: float | None = None

    @property
    def decided(self) -> int:
        return sum(self.outcomes.values())

    @property
    def waiting(self) -> int:
        return self.notices - self.decided
