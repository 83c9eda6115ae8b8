"""How long things wait and are kept. The law sets no days here: all of these are ours. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.platform.settings import Settings

RECHECKED_FOR: Final = timedelta(days=365)


def due(settings: Settings, received_at: datetime) -> datetime:
    """By when whoever asked should have an answer: our own target."""
    return received_at + timedelta(days=settings.victim_answer_days)


def kept_until(settings: Settings, now: datetime) -> datetime:
    """Until when a request is kept if nothing more happens to it."""
    return now + timedelta(days=settings.victim_kept_days)


def recheck(settings: Settings, now: datetime, until: datetime) -> datetime | None:
    """When somebody looks again whether it stays away; None after the last time."""
    then = now + timedelta(days=settings.victim_recheck_days)
    return then if then <= until else None
