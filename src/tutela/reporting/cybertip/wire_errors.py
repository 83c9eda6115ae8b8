"""What can go wrong between this node and the CyberTipline.

Every error of a call says in `unprocessed` whether the other side surely did nothing with it. Only
then may the same call simply be made again; otherwise the state over there has to be found out.
None of them carries what was sent, what was answered, or the credentials.
"""

from __future__ import annotations

from typing import ClassVar

from tutela.platform.errors import BadInput, Unavailable


class CallFailed(Unavailable):
    """The CyberTipline did not take the call {endpoint} ({problem})."""

    code = "cybertip-call-failed"
    unprocessed: ClassVar[bool] = False


class NotReached(CallFailed):
    """The CyberTipline could not be reached for {endpoint} ({problem}). Nothing was sent; try again."""  # noqa: E501 - one sentence of an error is one line

    code = "cybertip-not-reached"
    unprocessed = True


class Unanswered(CallFailed):
    """The CyberTipline was sent {endpoint} and did not answer ({problem}). It may have been processed."""  # noqa: E501 - as above

    code = "cybertip-unanswered"


class AnswerTooLarge(CallFailed):
    """The CyberTipline answered {endpoint} with more than {limit} bytes. It may have been processed."""  # noqa: E501 - as above

    code = "cybertip-answer-too-large"


class Redirected(CallFailed):
    """The CyberTipline answered {endpoint} with a redirect ({status}), which is never followed. Ask NCMEC whether its address has changed."""  # noqa: E501 - as above

    code = "cybertip-redirected"


class CredentialsRefused(CallFailed):
    """The CyberTipline refused the user name or password for {endpoint} ({status}). Check them with NCMEC; test and production have different ones."""  # noqa: E501 - as above

    code = "cybertip-credentials-refused"
    unprocessed = True


class CredentialsUnusable(BadInput):
    """These CyberTipline credentials cannot be used: {problem}."""

    code = "cybertip-credentials-unusable"


class SimulatorAddressInvalid(BadInput):
    """This address of a simulated CyberTipline cannot be used: {problem}."""

    code = "cybertip-simulator-address-invalid"


class EnvironmentUnknown(BadInput):
    """There is no such CyberTipline environment. It is one of: {known}."""

    code = "cybertip-environment-unknown"
