"""How long an assessment waits, and when that is too long. Pure.

Article 18 says "promptly" and sets no number. The two limits here are ours, not the law's: they
ring a bell, and nothing is done or refused because of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tutela.reporting.threats.machine import ThreatState
from tutela.texts.phrase import phrase, several, together

if TYPE_CHECKING:
    from datetime import datetime

LONGEST_UNTOLD: Final = timedelta(hours=1)
LONGEST_UNASSESSED: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Urgency:
    """How old an assessment is since it was opened, and whether somebody must act now."""

    age: timedelta
    alarm: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many assessments of a node wait too long."""

    untold: int
    unassessed: int

    @property
    def sentence(self) -> str:
        """The alarm in words; empty while nothing waits too long."""
        parts = (
            (self.untold, _untold(self.untold, _hours(LONGEST_UNTOLD))),
            (self.unassessed, _unassessed(self.unassessed, _hours(LONGEST_UNASSESSED))),
        )
        told = [text for number, text in parts if number]
        return (
            phrase("{told} (Article 18 DSA: promptly).", told=together(told, "; ")) if told else ""
        )


def urgency(
    state: ThreatState, opened_at: datetime, assessed_at: datetime | None, now: datetime
) -> Urgency:
    """The clock of one assessment at `now`. A threat's own begins when it was found."""
    age = now - opened_at
    since = assessed_at if state is ThreatState.THREAT and assessed_at else opened_at
    limit = _LIMITS.get(state)
    alarm = limit is not None and now - since > limit
    return Urgency(age, alarm, _sentence(state, alarm=alarm))


_LIMITS = {ThreatState.OPEN: LONGEST_UNASSESSED, ThreatState.THREAT: LONGEST_UNTOLD}


def _sentence(state: ThreatState, *, alarm: bool) -> str:
    if not alarm:
        return state.sentence
    limit = _hours(_LIMITS[state])
    return phrase(
        "{sentence} It has waited for over {limit}; Article 18 DSA says promptly.",
        sentence=state.sentence,
        limit=limit,
    )


def _untold(number: int, limit: str) -> str:
    return several(
        number,
        "One threat to life or safety has not been told to an authority for over {limit}",
        "{n} threats have not been told to an authority for over {limit}",
        limit=limit,
    )


def _unassessed(number: int, limit: str) -> str:
    return several(
        number,
        "one case has not been assessed for threats for over {limit}",
        "{n} cases have not been assessed for threats for over {limit}",
        limit=limit,
    )


def _hours(limit: timedelta) -> str:
    return several(limit // timedelta(hours=1), "an hour", "{n} hours")
