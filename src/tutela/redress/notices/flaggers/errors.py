"""What the register of trusted flaggers refuses, as sentences."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, Forbidden, NotFound


class FlaggerUnknown(NotFound):
    """There is no trusted flagger {flagger}."""

    code = "flagger-unknown"
    console = "`tutela flagger list` shows those there are."


class FlaggerMoveRefused(Conflict):
    """The status of this flagger is {state}, so it cannot be moved by "{command}"."""

    code = "flagger-move-refused"


class FlaggerNeedsPerson(Forbidden):
    """Only a person signed in with their own account says who is a trusted flagger."""

    code = "flagger-needs-person"
    console = "Say who with --as NAME."


class FlaggerInvalid(BadInput):
    """This flagger cannot be added: {problem}."""

    code = "flagger-invalid"


class FlaggerThere(Conflict):
    """This service has a trusted flagger with that name or that key already. One whose status has
    ended does not count.
    """

    code = "flagger-there"


class FlaggerKeyUnfit(BadInput):
    """This key cannot be a flagger's: it must be a live key of the same service that gives notice
    and may do nothing else. An administrator makes one, for "notices".
    """

    code = "flagger-key-unfit"


class FlaggerReasonMissing(BadInput):
    """Say why, and which decision of the Coordinator it follows, in at most {most} signs."""

    code = "flagger-reason-missing"


class FlaggerActUnknown(BadInput):
    """Say what to do: one of {choices}."""

    code = "flagger-act-unknown"
