"""What can be wrong with publishing statements of reasons."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, NotFound, TutelaError


class PublicationUnknown(NotFound):
    """There is no publication {publication}."""

    code = "publication-unknown"


class PublicationNotStuck(Conflict):
    """The publication {publication} is {state}: only one that did not go can be corrected or closed, and only a refused one tried again."""  # noqa: E501 - one sentence of an error is one line

    code = "publication-not-stuck"


class PublicationReasonMissing(BadInput):
    """Say in words why this statement need not be in the Transparency Database, or what you put right."""  # noqa: E501 - as above

    code = "publication-reason-missing"


class RecordInvalid(BadInput):
    """This record would not go either: {first} Problems found in all: {count}."""

    code = "publication-record-invalid"


class PublishingInvalid(BadInput):
    """The Transparency Database cannot be set so: {problem}."""

    code = "publishing-invalid"


class PublishingUnset(NotFound):
    """Nobody has said where the statements of {service} go."""

    code = "publishing-unset"
    console = "Do so with: tutela publishing set {service}"


class TokenUnreadable(TutelaError):
    """The token for the Transparency Database of {service} was sealed with another node key. Give it again."""  # noqa: E501 - as above

    code = "publishing-token-unreadable"
