"""How long kept bytes may stay: the law's own limit, whatever the reason for keeping them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.law import catalogue
from tutela.law.durations import Duration

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.law.profile import Profile

DEADLINE = "preservation.keep"
# Regulation (EU) 2021/1232, Article 3(1)(h) and (i); COM(2022) 209 final, Article 22(2).
_TWELVE_MONTHS = Duration.parse("P12M")


def erase_at(kept_at: datetime) -> datetime:
    """The last instant at which bytes identified at `kept_at` may still be kept."""
    return _limit(catalogue.at(kept_at)).after(kept_at)


def _limit(profile: Profile | None) -> Duration:
    if profile is None:
        return _TWELVE_MONTHS
    for deadline in profile.deadlines:
        if deadline.name == DEADLINE and isinstance(deadline.limit, Duration):
            return deadline.limit
    return _TWELVE_MONTHS
