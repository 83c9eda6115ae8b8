"""Why nothing is shown now, and what care refuses."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, Forbidden, NotFound, TutelaError


class NoLooking(TutelaError):
    """Nothing is shown to you now. `until` is when it is again."""

    code = "no-looking"
    status = 429
    exit_code = 2


class DayFull(NoLooking):
    """You have seen as much today as is good for anybody, so no picture is shown until {until}.
    Work on cases that can be decided without looking, or leave it at that for today.
    """

    code = "day-full"


class PauseDue(NoLooking):
    """You have looked long enough in a row. Pictures are shown again from {until}: take a break, or
    work on what needs no look.
    """

    code = "pause-due"


class OnBreak(NoLooking):
    """You are on a break until {until}, and no picture is shown in it."""

    code = "on-break"


class StepSkipped(Conflict):
    """An item is shown step by step: {step} comes after {before}. Begin from the case again."""

    code = "step-skipped"


class PartSkipped(Conflict):
    """A film is shown part by part, and {stretch} is no part of what you saw in this look. Begin
    from the case again.
    """

    code = "part-skipped"


class LookEnded(NotFound):
    """This look is over: it is another person's, or it began too long ago. Begin from the case
    again.
    """

    code = "look-ended"


class LimitLooser(BadInput):
    """Your own limits can only be stricter than the node's: {what}, {bound}."""

    code = "limit-looser"


class LimitUnusable(BadInput):
    """Your own limits are whole numbers above 0: {what}."""

    code = "limit-unusable"


class OwnExtension(Forbidden):
    """Nobody extends their own limit. Ask another senior."""

    code = "own-extension"


class ExtensionReasonMissing(BadInput):
    """To extend somebody's limit needs a reason: say in a few words why it cannot wait."""

    code = "extension-reason-missing"


class LooksAtNothing(Conflict):
    """{name} may not open evidence, so there is no limit to extend."""

    code = "looks-at-nothing"


class ExtendedEnough(Conflict):
    """The limit of {name} was extended {times} times today, and that is the most. Give the work to
    somebody else, or leave it until tomorrow.
    """

    code = "extended-enough"
