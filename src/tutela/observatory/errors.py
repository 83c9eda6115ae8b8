"""What the papers refuse, as sentences."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, NotFound, TutelaError


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


class WordsNotPlain(BadInput):
    """The part {name} has signs that no reader sees. Write it anew, in letters and line breaks."""

    code = "paper-words-not-plain"


class PeriodNotOver(Conflict):
    """The period is not over: its last day is {last}, by UTC. Only then can its paper be closed."""

    code = "period-not-over"


class EditionUnknown(NotFound):
    """There is no closed paper {edition}."""

    code = "edition-unknown"
    console = "`tutela papers editions` shows those there are."


class EditionErased(Conflict):
    """The content of the closed paper {edition} was erased when its years were over."""

    code = "edition-erased"
    status = 410


class EditionChanged(TutelaError):
    """What is kept of the paper {edition} is not what was closed: its hash differs. It is not given
    out. Restore it from a backup, and ask who changed it.
    """

    code = "edition-changed"


class EditionReasonMissing(Conflict):
    """The paper of this period was closed already, as version {version}, and stays. To correct it,
    say in words what version {next} puts right.
    """

    code = "edition-reason-missing"


class EditionReasonUnwanted(BadInput):
    """This paper has no earlier version that a reason could be about. Close it without one."""

    code = "edition-reason-unwanted"


class EditionReasonUnfit(BadInput):
    """The reason has at most {most} signs, all of which can be seen. Write it anew."""

    code = "edition-reason-unfit"


class EditionSame(Conflict):
    """Nothing differs from version {version}, so there is nothing to correct."""

    code = "edition-same"


class EditionPublished(Conflict):
    """Version {version} is published already. What is shown is not taken back: close a version that
    corrects it, and publish that.
    """

    code = "edition-published"


class EditionOlder(Conflict):
    """Version {version} was closed by an older program, which did not count what is shown to
    anybody ({name}). Close a version with this one, and publish that.
    """

    code = "edition-older"


class EditionUnpublished(Conflict):
    """Version {version} is not published, so there is nothing that anybody sees of it. Publish it
    first.
    """

    code = "edition-unpublished"


class PaperUnset(TutelaError):
    """The paper could not be set as PDF. Its tables are complete; tell us."""

    code = "paper-unset"


class EditionMoveRefused(Conflict):
    """A paper that is {state} cannot be moved by “{command}”."""

    code = "edition-move-refused"
