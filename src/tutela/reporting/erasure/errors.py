"""What certificates of erasure refuse, as sentences."""

from __future__ import annotations

from tutela.platform.errors import BadInput, NotFound


class CertificateUnknown(NotFound):
    """There is no certificate of erasure {certificate}."""

    code = "erasure-certificate-unknown"


class CertificateMalformed(BadInput):
    """This is no certificate of erasure: {problem}."""

    code = "erasure-certificate-malformed"


class CertificateForged(BadInput):
    """The signature of this certificate does not hold: it was changed after it was signed, or
    signed by another key than {name}'s.
    """

    code = "erasure-certificate-forged"
