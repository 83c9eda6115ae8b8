"""What this room refuses. An error's docstring is its message."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, NotFound


class FingerprintUnknown(NotFound):
    """There is no request {request}."""

    code = "fingerprint-unknown"


class FingerprintMoveRefused(Conflict):
    """The request is {state}, so it cannot be handled that way ({command}) any more."""

    code = "fingerprint-move-refused"


class ReasonMissing(BadInput):
    """Say why the request cannot be right; it is kept in the log."""

    code = "fingerprint-reason-missing"
