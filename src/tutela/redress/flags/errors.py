"""What the taking and deciding of users' flags refuses, as sentences."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, NotFound, TutelaError


class FlagUnknown(NotFound):
    """There is no flag {flag}."""

    code = "flag-unknown"
    console = "`tutela flag list` shows those there are."


class FlagMoveRefused(Conflict):
    """This flag is {state}, so it cannot be moved by "{command}"."""

    code = "flag-move-refused"


class FlagInvalid(BadInput):
    """The flag cannot be taken in: {problem}."""

    code = "flag-invalid"


class FlagRepeated(Conflict):
    """Another flag was sent with this id. Give each flag an id of its own."""

    code = "flag-repeated"


class FlagUndisclosed(BadInput):
    """The surface {surface} is end-to-end encrypted. Send a flag of it only where the user chose to
    disclose what they flag, and say so with `disclosed`.
    """

    code = "flag-undisclosed"


class FlagOutcomeUnknown(BadInput):
    """Say what was decided: one of {choices}."""

    code = "flag-outcome-unknown"


class FlagNotUnfounded(BadInput):
    """What was acted on was not unfounded."""

    code = "flag-not-unfounded"


class FlagUnreadable(TutelaError):
    """What the flag {flag} says cannot be opened: it was changed, or sealed by another key.
    Restore a backup with its key.
    """

    code = "flag-unreadable"
    exit_code = 4
