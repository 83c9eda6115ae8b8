"""The clocks of complaints: until when one may be made, decided, and kept; and statements. Pure.

Article 20(4) DSA says "timely" and sets no number: the limits to decide are ours, and ring a bell.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tutela.redress.statements.deadline import complain_until

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

LONGEST_UNDECIDED: Final = timedelta(days=14)
LONGEST_HIDDEN: Final = timedelta(hours=72)  # nobody has looked yet: a machine alone hid it
# The letter names a day, and it is over last where it is latest in the Union.
GRACE: Final = timedelta(days=1)
# The time to complain begins when the user is told. Whom nothing has told for so long nothing will:
# then it counts from there (ours).
LONGEST_UNTOLD: Final = timedelta(days=3 * 365)


def due(received_at: datetime, *, undecided: bool) -> datetime:
    """By when a person should have decided."""
    return received_at + (LONGEST_HIDDEN if undecided else LONGEST_UNDECIDED)


def open_until(informed_at: datetime) -> datetime:
    """The first instant at which no complaint is taken any more."""
    return complain_until(informed_at) + GRACE


def kept_until(decided_at: datetime) -> datetime:
    """So long what was said is kept: another body may ask for it."""
    return complain_until(decided_at)


def statement_kept_until(told_at: datetime, over: Iterable[datetime], days: int) -> datetime:
    """So long a statement is kept: `days` of 24 hours after the last of the time to complain, and
    of what came `over` meanwhile. What still runs is not asked here.
    """
    return max((open_until(told_at), *over)) + timedelta(days=days)
