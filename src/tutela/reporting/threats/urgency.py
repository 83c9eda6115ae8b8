"""How long an assessment waits, and when that is too long. Pure.

Article 18 says "promptly" and sets no number. The two limits here are ours, not the law's: they
ring a bell, and nothing is done or refused because of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tutela.reporting.threats.machine import ThreatState

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
            (self.untold, f"{_threats(self.untold)} for over {_hours(LONGEST_UNTOLD)}"),
            (self.unassessed, f"{_cases(self.unassessed)} for over {_hours(LONGEST_UNASSESSED)}"),
        )
        told = "; ".join(text for count, text in parts if count)
        return f"{told} (Article 18 DSA: promptly)." if told else ""


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
    return f"{state.sentence} It has waited for over {limit}; Article 18 DSA says promptly."


def _threats(count: int) -> str:
    who = "One threat to life or safety has" if count == 1 else f"{count} threats have"
    return f"{who} not been told to an authority"


def _cases(count: int) -> str:
    return (
        f"{'one case has' if count == 1 else f'{count} cases have'} not been assessed for threats"
    )


def _hours(limit: timedelta) -> str:
    hours = limit // timedelta(hours=1)
    return "an hour" if hours == 1 else f"{hours} hours"
