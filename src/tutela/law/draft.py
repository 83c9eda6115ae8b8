"""What rests on a draft that is no law: one sentence, said on every page and paper of it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.law import catalogue
from tutela.law.deadlines import Effect, turn
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from datetime import datetime

PROFILE: Final = "com-2022"  # what institutions say to each other rests on it, and names it
SENTENCE: Final = phrase(
    "This rests on draft law, COM(2022) 209 final: it binds nobody unless it becomes law."
)


def due(name: str, since: datetime, *, extended: bool = False) -> datetime:
    """The last instant in time, by the draft's deadline of that name; `since` is our clock.

    `extended`: with the extension that the draft allows. Raises DeadlineUnknown, NoNumericLimit and
    NoExtension.
    """
    deadline = catalogue.load(PROFILE).deadline(name)
    clock = deadline.start(since)
    if extended:
        clock = turn(clock, Effect.EXTEND, deadline, since) or clock
    return clock.due() or since
