"""What may be wrong when a person decides a complaint."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, Forbidden, NotFound


class ComplaintUnknown(NotFound):
    """No complaint has the number {complaint}."""

    code = "complaint-unknown"
    console = "See `tutela complaint list`."


class ComplaintFieldsInvalid(BadInput):
    """This complaint cannot be taken in: {problem}."""

    code = "complaint-fields-invalid"


class ComplaintMoveRefused(Conflict):
    """A complaint that is {state} cannot be moved by “{command}”. Look at it again: somebody else
    may have decided it meanwhile.
    """

    code = "complaint-move-refused"


class WordsForComplainant(BadInput):
    """Say why, in plain words for whoever complained: 1 to 5000 signs (DSA, Article 20(5))."""

    code = "complaint-words-missing"


class SameDecider(Forbidden):
    """You had a hand in the decision that this complaint is about. Somebody else has to decide it;
    on a node of one person, you may from {at} on.
    """

    code = "complaint-same-decider"


class ItemUndecided(Conflict):
    """The item of this complaint waits for a person. Decide it in its case first: a complaint about
    an item that is restored by that is settled with it.
    """

    code = "complaint-item-undecided"


class OutcomeNeeded(BadInput):
    """Say what comes of it, one of: {choices}."""

    code = "complaint-outcome-needed"


class FindingNeeded(BadInput):
    """To reverse it, say what the item is instead, one of: {choices}."""

    code = "complaint-finding-needed"


class NoticeOutcomeNeeded(BadInput):
    """To reverse it, say what came of the notice after all, one of: {choices}."""

    code = "complaint-notice-outcome-needed"


class NotUnfounded(BadInput):
    """A complaint that reverses something is not manifestly unfounded. Take one of the two back."""

    code = "complaint-not-unfounded"


class ProceedingUnknown(NotFound):
    """No proceeding has the number {proceeding}."""

    code = "proceeding-unknown"


class ProceedingKnown(Conflict):
    """A proceeding of this body with the reference {reference} is recorded already."""

    code = "proceeding-known"


class ProceedingMoveRefused(Conflict):
    """A proceeding that is {state} cannot be moved by “{command}”."""

    code = "proceeding-move-refused"


class AboutUnknown(NotFound):
    """No statement and no notice has the number {about}. The list of either shows it."""

    code = "proceeding-about-unknown"


class ReasonMissing(BadInput):
    """Name the body and its reference, and say what it did or why."""

    code = "proceeding-reason-missing"


class AlreadyRestored(Conflict):
    """The item was restored meanwhile: the complaint about it is settled by that. Look again."""

    code = "complaint-already-restored"


class LiftNeeded(BadInput):
    """To reverse what was decided about an account, say that it is no longer suspended."""

    code = "complaint-lift-needed"


class LiftedAlready(Conflict):
    """The suspension was lifted meanwhile, so it does not stand. Answer that it is lifted."""

    code = "complaint-lifted-already"


class DayAhead(BadInput):
    """{day} is still to come. Write down the day on which the other body was asked."""

    code = "proceeding-day-ahead"


class ProceedingUnreadable(BadInput):
    """The body and its reference take {line} signs at most, in one line, and what it said {text};
    none of them may be a control sign.
    """

    code = "proceeding-unreadable"


class DayUnreadable(BadInput):
    """That is no day. Write it as 2026-11-25."""

    code = "proceeding-day-unreadable"
