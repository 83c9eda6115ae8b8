"""Why a case stands where it does: its points, what makes them up, and its age. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.casework.priority import HOUR
from tutela.texts.phrase import phrase, together
from tutela.web.pages.words import span

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.casework.priority import Priority


@dataclass(frozen=True, slots=True)
class Standing:
    """The points of a case with those of its age, and the reasons in a sentence."""

    points: int
    words: str


def standing(found: Priority, opened_at: datetime, now: datetime) -> Standing:
    """What a case page says of the place of a case that waits."""
    waited = max((now - opened_at) // HOUR, 0)
    said = [
        phrase("{reason} ({points:,})", reason=reason.words, points=reason.points)
        for reason in found.reasons
    ]
    said.append(phrase("open for {span} ({waited:,})", span=span(now - opened_at), waited=waited))
    return Standing(found.points + waited, together(said))
