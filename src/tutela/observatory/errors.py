"""What the papers refuse, as sentences."""

from __future__ import annotations

from tutela.platform.errors import BadInput, NotFound


class PeriodBackwards(BadInput):
    """The period ends on {last}, before it begins on {first}. Give the first day, then the last."""

    code = "period-backwards"


class PeriodUnreadable(BadInput):
    """That is no period. Give its first and its last day, each as 2026-12-31."""

    code = "period-unreadable"


class PeriodUnending(BadInput):
    """A period cannot end on {last}: give a last day in a year that has a next one."""

    code = "period-unending"


class FigureUnknown(NotFound):
    """There is no figure named {name}."""

    code = "figure-unknown"
    console = "`tutela papers figures` shows those there are."


class WordsUnknown(BadInput):
    """The words of a paper have no part named {name}. There are {names}."""

    code = "paper-words-unknown"


class WordsTooLong(BadInput):
    """The part {name} has {length} signs, and {limit} is the most (Implementing Regulation (EU)
    2024/2835). Shorten it.
    """

    code = "paper-words-too-long"


class SetUnreadable(BadInput):
    """{path} is no folder of tables that can be read. Give the one that a paper was written to."""

    code = "paper-set-unreadable"


class SetWrong(BadInput):
    """The finished set does not add up: {first} Nothing was written. Please tell us."""

    code = "paper-set-wrong"
