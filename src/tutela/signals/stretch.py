"""A stretch of a film, and the stretches its stills stand for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Final

from tutela.signals import strict

MOST_STILLS: Final = 9
MILLISECONDS: Final = 1000
LONGEST: Final = 24 * 3600 * MILLISECONDS
"""What a file says of later than a day after its beginning is not looked for."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `start` until before `end`, in milliseconds from the first picture of a film.

    ValueError unless it lies within a day and lasts.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        strict.require(0 <= self.start < self.end <= LONGEST, "this is no stretch of a film")

    @property
    def seconds(self) -> int:
        """How long it runs, rounded up."""
        return ceil((self.end - self.start) / MILLISECONDS)

    @property
    def parts(self) -> tuple[Stretch, ...]:
        """The stretches that its stills stand for: nine at most, of one length, in their order."""
        count = min(MOST_STILLS, self.end - self.start)
        ends = [self.start + place * (self.end - self.start) // count for place in range(count + 1)]
        return tuple(Stretch(*pair) for pair in pairwise(ends))

    @property
    def deeper(self) -> bool:
        """Whether its stills lie more than a second apart, so that a part of it shows more."""
        return (self.end - self.start) > MOST_STILLS * MILLISECONDS

    def __str__(self) -> str:
        return f"{clock(self.start)} to {clock(self.end)}"


def clock(milliseconds: int) -> str:
    """A place in a film as a watch shows it: 1:02:03, 2:03, and 2:03.4 where tenths count."""
    seconds, rest = divmod(milliseconds, MILLISECONDS)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    tenth = f".{rest // 100}" if rest // 100 else ""
    return (
        f"{hours}:{minutes:02}:{seconds:02}{tenth}" if hours else f"{minutes}:{seconds:02}{tenth}"
    )
