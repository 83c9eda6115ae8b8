"""What may be wrong with a code for an outcome, for whoever has it."""

from __future__ import annotations

from tutela.platform.errors import BadInput, NotFound


class CodeUnusable(NotFound):
    """This code opens nothing: it was used, its time is over, or it is not whole. Ask whoever gave
    it to you for another one.
    """

    code = "outcome-code-unusable"


class OutcomeWordsMissing(BadInput):
    """Say in your own words what was done, or why nothing was, in at most {most} signs."""

    code = "outcome-words-missing"


class OutcomeUnsaid(BadInput):
    """Say what came of the report."""

    code = "outcome-unsaid"
