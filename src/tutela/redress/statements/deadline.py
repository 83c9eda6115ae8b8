"""Until when whoever was told of a restriction may complain of it (DSA, Article 20(1) and (2))."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.law import catalogue

if TYPE_CHECKING:
    from datetime import datetime

COMPLAINT: Final = "complaint.open"


def complain_until(informed_at: datetime) -> datetime:
    """At least so long a complaint is taken. It runs from the day on which the user is informed;
    the Digital Services Act is in force whatever profile is.
    """
    due_at = catalogue.load(catalogue.DEFAULT).deadline(COMPLAINT).start(informed_at).due()
    assert due_at is not None  # noqa: S101 - a clock that was just started stands still for nobody
    return due_at
