"""What claims refuse, as sentences."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, Forbidden


class ClaimedByOther(Conflict):
    """{who} works on the case {case} until {until}. Take another one, or ask a senior reviewer to
    reassign it.
    """

    code = "claimed-by-other"


class CaseEscalated(Forbidden):
    """The case {case} was escalated. A senior reviewer takes it from here."""

    code = "case-escalated"


class ClaimRefused(Conflict):
    """The case {case} is {state}, so it cannot be {command} now. Take it first, if it is free."""

    code = "claim-refused"


class NothingToClaim(Conflict):
    """Nothing in the case {case} waits for a decision, so there is nothing to claim."""

    code = "nothing-to-claim"


class OnlyForOthers(Conflict):
    """You were unsure about everything that waits in the case {case}, so another person takes
    it.
    """

    code = "only-for-others"


class SkipReasonUnknown(BadInput):
    """Say why you skip the case, with one of: {choices}."""

    code = "skip-reason-unknown"


class WordsMissing(BadInput):
    """This needs words: say what whoever reads it should know."""

    code = "words-missing"


class CannotTakeCases(Conflict):
    """{name} cannot be given a case: the account has ended, or decides no cases."""

    code = "cannot-take-cases"
