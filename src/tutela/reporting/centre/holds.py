"""How long the user of a report may be left untold (COM(2022) 209, Article 48(7)). Pure.

One rule for whoever asks, passes it on or obeys: each counts by its own clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.law import draft

if TYPE_CHECKING:
    from datetime import datetime

LIMIT: Final = "report.hold"


def latest(first: datetime | None, now: datetime) -> datetime:
    """The last instant of a hold; `first` is when one was asked for first, if any was."""
    return draft.due(LIMIT, first or now)


def fits(until: datetime, first: datetime | None, now: datetime) -> bool:
    """Whether a hold that is heard of now may last until then."""
    return now < until <= latest(first, now)
