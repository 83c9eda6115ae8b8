"""What the taking and deciding of notices refuses, as sentences."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, Forbidden, NotFound, TutelaError


class NoticeUnknown(NotFound):
    """There is no notice {notice}."""

    code = "notice-unknown"
    console = "`tutela notice list` shows those there are."


class NoticeMoveRefused(Conflict):
    """This notice is {state}, so it cannot be moved by "{command}"."""

    code = "notice-move-refused"


class NoticeInvalid(BadInput):
    """The notice cannot be taken in: {problem}."""

    code = "notice-invalid"


class VisualEvidence(BadInput):
    """This holds a picture, a film, sound or a file in "{where}". Such material is never sent here,
    and nothing of it was kept: say where it is instead.
    """

    code = "notice-visual-evidence"


class WordsForNotifier(BadInput):
    """Say in words, for whoever gave notice, why it was decided so."""

    code = "notice-words-missing"


class OutcomeUnknown(BadInput):
    """Say what was decided: one of {choices}."""

    code = "notice-outcome-unknown"


class NotUnfounded(BadInput):
    """What was acted on, or passed on, was not unfounded."""

    code = "notice-not-unfounded"


class DuplicateUnknown(BadInput):
    """Name the notice or decision that this repeats: another decided notice of the same service."""

    code = "notice-duplicate-unknown"


class NotYourService(Forbidden):
    """This key gives notice to the service {service} only."""

    code = "notice-other-service"


class NoticeUntold(TutelaError):
    """The message {mail} to whoever gave notice was not taken: {problem}. It is tried again."""

    code = "notice-untold"
    exit_code = 4
