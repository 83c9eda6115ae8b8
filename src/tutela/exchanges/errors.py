"""What the exchange of indicators refuses, as sentences."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, Forbidden, NotFound


class ExchangeElsewhere(Conflict):
    """This is done on the node of {whose}, and this node is that of another."""

    code = "exchange-elsewhere"


class ExchangeNeedsPerson(Forbidden):
    """Only a person with an account of their own can do this, who has the permission {permission}.
    {who} is none.
    """

    code = "exchange-needs-person"


class ExchangeInvalid(BadInput):
    """This cannot be used: {problem}"""

    code = "exchange-invalid"


class SubmissionUnknown(NotFound):
    """There is no submission {submission} here."""

    code = "submission-unknown"
    console = "`tutela exchange list` shows those there are."


class SubmissionMoveRefused(Conflict):
    """The submission cannot be moved so ({command}): it is one that stands here as {state}."""

    code = "submission-move-refused"


class SecondAssessorNeeded(Forbidden):
    """{who} proposed this indicator, so another person must assess it."""

    code = "second-assessor-needed"


class SubmissionUnreadable(Conflict):
    """What the submission {submission} rests on cannot be opened: it was sealed elsewhere, or
    changed.
    """

    code = "submission-unreadable"


class EntryRefused(Conflict):
    """The database cannot take this indicator: {problem} Refuse the submission with that reason, so
    that the authority knows.
    """

    code = "entry-refused"


class AccessUnknown(NotFound):
    """There is no access {access} here."""

    code = "access-unknown"
    console = "`tutela exchange list` shows those there are."


class AccessMoveRefused(Conflict):
    """The access cannot be moved so ({command}): it is one that stands here as {state}."""

    code = "access-move-refused"


class AccessLives(Conflict):
    """There is an access to this database already, or one is asked for, or what came by the last
    one is being erased.
    """

    code = "access-lives"
