"""Editions as values: a paper that somebody closed, in one version. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tutela.observatory.model import Kind, Period

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.observatory.outside import Seen

LONGEST_REASON: Final = 1000
_YEAR: Final = timedelta(days=366)  # the longest: what is kept for years is kept for all of them


class State(StrEnum):
    """How an edition stands."""

    CLOSED = "closed"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a paper. `sha256` is of its archive; `reason` says what a version after the
    first corrects. `content_id` names the archive, and is None once it was erased.
    """

    id: UUID
    service_id: str
    kind: Kind
    first: date
    last: date
    version: int
    reason: str
    sha256: str
    state: State
    closed_at: datetime
    closed_by: str
    closed_by_name: str
    erase_at: datetime
    erased_at: datetime | None
    content_id: UUID | None

    @property
    def period(self) -> Period:
        return Period(self.first, self.last)

    @property
    def file_name(self) -> str:
        """What its files are called, without ending."""
        days = f"{self.first.isoformat()}-{self.last.isoformat()}"
        return f"{self.kind.value}-{self.service_id}-{days}-v{self.version}"


@dataclass(frozen=True, slots=True)
class Publication:
    """What the public sees of an edition, with the service by the title that it had then.

    `newest`: no later version of the same paper is published.
    """

    id: UUID
    kind: Kind
    service: str
    period: Period
    version: int
    newest: bool
    published_at: datetime
    seen: Seen

    @property
    def file_name(self) -> str:
        """What its files are called, without ending."""
        days = f"{self.period.first.isoformat()}-{self.period.last.isoformat()}"
        return f"figures-{self.kind.value}-{days}-v{self.version}"


def kept_until(since: datetime, years: int) -> datetime:
    """When the years are over for sure."""
    return since + years * _YEAR
