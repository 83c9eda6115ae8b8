"""By when a notice should be decided, and until when what it says is kept. Pure.

Article 16(6) DSA says "timely" and sets no number; where a profile has one, it holds. The limits
here are ours, not the law's: they ring a bell, and nothing is done or refused because of them.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tutela.law import catalogue
from tutela.law.durations import Duration
from tutela.redress.notices.machine import CLOCK

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.law.profile import Profile

LONGEST_UNDECIDED: Final = timedelta(hours=72)
LONGEST_TRUSTED: Final = timedelta(hours=24)  # Article 22(1): given priority
LONGEST_DANGER: Final = timedelta(hours=1)  # Article 18(1): promptly
# So long whoever gave notice may complain of the decision: Article 20(1) has them among the users.
REDRESS: Final = "complaint.open"


def profile_at(now: datetime) -> Profile:
    """The law at `now`. The Digital Services Act is in force whatever profile is."""
    return catalogue.at(now) or catalogue.load(catalogue.DEFAULT)


def due(profile: Profile, received_at: datetime, *, trusted: bool, danger: bool) -> datetime:
    """By when a person should have decided."""
    limit = profile.deadline(CLOCK).limit
    if isinstance(limit, Duration):
        return limit.after(received_at)
    if danger:
        return received_at + LONGEST_DANGER
    return received_at + (LONGEST_TRUSTED if trusted else LONGEST_UNDECIDED)


def kept_until(profile: Profile, decided_at: datetime) -> datetime:
    """Until when whoever gave notice may object, and so long what they said is kept."""
    due_at = profile.deadline(REDRESS).start(decided_at).due()
    assert due_at is not None  # noqa: S101 - a clock that nobody stopped
    return due_at
