"""What the work on victims' requests refuses, as sentences."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, Forbidden, NotFound, TutelaError


class VictimRequestUnknown(NotFound):
    """There is no request {request}."""

    code = "victim-request-unknown"
    console = "`tutela victim list` shows those there are."


class VictimMoveRefused(Conflict):
    """This request is {state}, so it cannot be moved by "{command}"."""

    code = "victim-request-move-refused"


class VictimRequestErased(Conflict):
    """What this request says is erased, so nothing more can be done with it."""

    code = "victim-request-erased"


class ConflictRecorded(Conflict):
    """You wrote down that a report may be about whoever asks. Only another officer can write down
    otherwise.
    """

    code = "victim-request-conflict-recorded"


class RemovalMoveRefused(Conflict):
    """This request for removal is {state}, so it cannot be moved by "{command}"."""

    code = "removal-request-move-refused"


class OtherInstitution(Conflict):
    """This is done at {role}, and this node is not one."""

    code = "victim-request-other-institution"


class VictimWordsMissing(BadInput):
    """Write it down in a few words: {most} signs at most. Copy no number and no paper."""

    code = "victim-request-words-missing"


class PaperDateWrong(BadInput):
    """Give the day of the paper, as 2026-11-30; it lies in the past."""

    code = "victim-request-paper-date"


class NoRepresentative(Conflict):
    """Whoever asks here asks for themselves: there is no representative to check."""

    code = "victim-request-no-representative"


class NobodyShown(Conflict):
    """It cannot be passed on yet: whoever asks has not shown who they are, or, where they ask for
    somebody else, that they may.
    """

    code = "victim-request-nobody-shown"


class NoCentre(Conflict):
    """No EU Centre is believed here yet, so nobody can search."""

    code = "victim-request-no-centre"
    console = "`tutela peer list` shows the nodes there are."


class NothingPrepared(Conflict):
    """Nobody has searched yet, so nothing can be released."""

    code = "victim-request-not-searched"


class ReleaseNeedsAnother(Forbidden):
    """You searched. Another person releases what was found, or searches again."""

    code = "victim-request-second-person"


class NoProviderReachable(Conflict):
    """No provider of these reports can be asked: it said that it removed it, or has no node that is
    believed here.
    """

    code = "victim-request-no-provider"


class HitUnknown(NotFound):
    """There is no report {number} in this request."""

    code = "victim-request-hit-unknown"


class NothingToNotify(Conflict):
    """No provider refused, and nothing was found again: there is nothing to give notice of."""

    code = "victim-request-nothing-kept"


class VictimContentUnreadable(TutelaError):
    """What the request {request} says cannot be unsealed. The key of this node may be another one
    than when it came in.
    """

    code = "victim-request-unreadable"
    exit_code = 4


class VictimUntold(TutelaError):
    """The message {mail} to whoever asked was not taken: {problem}. It is tried again."""

    code = "victim-request-untold"
    exit_code = 4
