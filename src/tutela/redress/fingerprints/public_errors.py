"""What whoever asks may be told. An error's docstring is its message."""

from __future__ import annotations

from tutela.platform.errors import BadInput, NotFound


class Sha256Invalid(BadInput):
    """The first number, SHA-256, has 64 digits and letters from a to f. Choose the picture again,
    or copy the number whole.
    """

    code = "fingerprint-sha256-invalid"


class PdqInvalid(BadInput):
    """The second number, PDQ, has 64 digits and letters from a to f, or is left empty."""

    code = "fingerprint-pdq-invalid"


class PictureTooPlain(BadInput):
    """These are the numbers of an empty file or of a picture without detail, which many files
    share. Choose the picture itself.
    """

    code = "fingerprint-too-plain"


class WhoseMissing(BadInput):
    """Say whom the picture shows, and confirm that you may ask for it."""

    code = "fingerprint-whose-missing"


class CodeUnknown(NotFound):
    """No request belongs to this code. Check it letter by letter; what was taken back is gone."""

    code = "fingerprint-code-unknown"
