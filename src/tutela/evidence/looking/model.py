"""How much a person may look at, what they have looked at, and how a view ends: values."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from tutela.evidence.model import ViewKind
    from tutela.signals.stretch import Stretch

MOST_EXTENSIONS: Final = 2  # in a day
SHARE: Final = 4  # an extension adds a quarter of the day's limits


class Ending(StrEnum):
    """How a view came to its end."""

    HIDDEN = "hidden"  # the person closed it
    LEFT = "left"  # its page lost the eyes: another window, another tab
    NEXT = "next"  # the next step took its place
    EXPIRED = "expired"  # its time was over


class Reached(StrEnum):
    """Which limit stands in the way."""

    BREAK = "break"  # the person asked for one
    STREAK = "streak"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Limits:
    """The most a person may see: in a day, in a row, and the minutes of rest after a row.

    `points` weigh what the label of an item says: one for each step of its severity.
    """

    items: int
    minutes: int
    points: int
    streak_items: int
    streak_minutes: int
    streak_points: int
    pause_minutes: int

    def stricter(self, other: Limits) -> Limits:
        """Of each figure the one that lets a person see less."""
        least = {name: min(getattr(self, name), getattr(other, name)) for name in NAMES}
        pause = max(self.pause_minutes, other.pause_minutes)
        return Limits(**{**least, "pause_minutes": pause})

    def looser_than(self, other: Limits) -> tuple[str, ...]:
        """The names of the figures that would let a person see more than `other` does."""
        both = self.stricter(other)
        return tuple(name for name in NAMES if getattr(self, name) != getattr(both, name))

    def extended(self, times: int) -> Limits:
        """The day's limits, each larger by `times` a quarter of itself; a row stays what it is."""
        more = {
            name: getattr(self, name) + times * max(1, getattr(self, name) // SHARE)
            for name in ("items", "minutes", "points")
        }
        return Limits(**{**{name: getattr(self, name) for name in NAMES}, **more})


NAMES: Final = tuple(one.name for one in fields(Limits))
WORDS: Final = {
    "items": phrase("items in a day"),
    "minutes": phrase("minutes in a day"),
    "points": phrase("severity in a day"),
    "streak_items": phrase("items in a row"),
    "streak_minutes": phrase("minutes in a row"),
    "streak_points": phrase("severity in a row"),
    "pause_minutes": phrase("minutes of pause"),
}


@dataclass(frozen=True, slots=True)
class Spent:
    """What a person has seen today, by the server's clock, and in a row.

    `latest` is the latest instant these counters know of; `resting_from` is when the last view
    ended, or will end at the latest. None of it tells what was seen.
    """

    day: date
    latest: datetime
    items: int = 0
    seconds: int = 0
    points: int = 0
    streak_items: int = 0
    streak_seconds: int = 0
    streak_points: int = 0
    resting_from: datetime | None = None
    break_until: datetime | None = None
    extensions: int = 0


@dataclass(frozen=True, slots=True)
class Cost:
    """What a view adds. A further step of a look costs seconds only."""

    items: int
    points: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing can be shown now, and from when it can again."""

    reached: Reached
    until: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of some bytes. `seconds` is how long what moves in them would run; of a film
    it is that `stretch`.
    """

    data: bytes
    seconds: int = 0
    stills: int = 1
    stretch: Stretch | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """A view that has begun: what is shown, and for how many seconds."""

    view_id: UUID
    look_id: UUID
    shown: Shown
    seconds: int


@dataclass(frozen=True, slots=True)
class Step:
    """A view of a look that somebody has had: how much was shown, and which stretch of a film."""

    kind: ViewKind
    stretch: Stretch | None
    at: datetime


@dataclass(frozen=True, slots=True)
class OpenView:
    """A view that has not ended. `closes_at` is when it ends by itself."""

    view_id: UUID
    service_id: str
    object_id: UUID
    look_id: UUID
    item_id: str
    account_id: str
    kind: ViewKind
    opened_at: datetime
    closes_at: datetime
