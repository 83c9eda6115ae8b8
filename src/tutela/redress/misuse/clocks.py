"""The clocks of misuse: when a warning may be followed, ends, and is erased. Pure.

Article 23 says "a reasonable period of time" and "prior warning", and sets no number: the numbers
are settings of ours. Days are 24 hours of UTC, so that no change of the clock makes one longer.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tutela.redress.statements.deadline import complain_until

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.platform.settings import Settings


def may_follow(told_at: datetime, settings: Settings) -> datetime:
    """From when on a suspension may follow a warning that arrived at `told_at`."""
    return told_at + timedelta(days=settings.misuse_warning_days)


def warned_until(warned_at: datetime, settings: Settings) -> datetime:
    """When a warning that nothing followed is forgotten."""
    return warned_at + timedelta(days=settings.misuse_days)


def suspended_until(begun_at: datetime, days: int) -> datetime:
    """The first instant at which a suspension is over."""
    return begun_at + timedelta(days=days)


def kept_until(ended_at: datetime) -> datetime:
    """So long what was weighed and said is kept: as long as anybody may complain (Article 20)."""
    return complain_until(ended_at)
