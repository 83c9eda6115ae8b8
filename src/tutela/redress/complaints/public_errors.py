"""What somebody without account may be told when they complain."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict


class ComplaintWordsMissing(BadInput):
    """Say in your own words why you do not agree."""

    code = "complaint-words-missing-public"


class ComplaintTooLong(BadInput):
    """That is too much text: {most} signs at most. Nothing was taken in."""

    code = "complaint-too-long"


class ComplaintTooLate(Conflict):
    """The time to complain here is over. You can still go to a body that settles disputes out of
    court, or to court.
    """

    code = "complaint-too-late"


class AlreadyComplained(Conflict):
    """You have complained about this already. One complaint is enough: a person decides it."""

    code = "complaint-already"


class NothingToComplain(Conflict):
    """There is no decision here that you can complain about."""

    code = "complaint-nothing"


class ComplaintUnreadable(BadInput):
    """There are signs in it that nobody can read. Write it as plain text."""

    code = "complaint-unreadable"
