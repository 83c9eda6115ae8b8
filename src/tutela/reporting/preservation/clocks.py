"""The two ends of keeping what belongs to a report, and whether they conflict. Pure.

The Union's limit runs from the identification of the material (Regulation (EU) 2021/1232, Article
3(1)(h) and (i)), a foreign duty from the filing. The limit is a maximum, the duty a minimum: where
the duty ends later, both cannot be kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tutela.evidence import retention
from tutela.law import catalogue

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.law.durations import Duration


class Choice(StrEnum):
    """Which law's end holds."""

    EUROPEAN = "european"  # also while nobody has decided
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class ForeignDuty:
    """How long another country's law makes a sender keep what was filed, and where it says so."""

    limit: Duration
    source: str


@dataclass(frozen=True, slots=True)
class Clocks:
    """The ends of one report, in UTC. `profile` is empty where none held at identification."""

    profile: str
    european_end: datetime
    foreign_end: datetime | None

    @property
    def conflict(self) -> bool:
        """Whether the foreign duty outlasts the Union's limit."""
        return self.foreign_end is not None and self.foreign_end > self.european_end

    def end(self, choice: Choice) -> datetime:
        """The end that holds under `choice`."""
        if choice is Choice.FOREIGN and self.foreign_end is not None:
            return max(self.european_end, self.foreign_end)
        return self.european_end


def clocks(identified_at: datetime, filed_at: datetime, duty: ForeignDuty | None) -> Clocks:
    """The clocks of what was identified and filed at these instants. Raises NaiveInstant."""
    profile = catalogue.at(identified_at)
    return Clocks(
        profile=profile.id if profile else "",
        european_end=retention.erase_at(identified_at),
        foreign_end=duty.limit.after(filed_at) if duty else None,
    )
