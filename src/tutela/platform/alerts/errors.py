"""What alerts refuse, as sentences."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, NotFound, Unavailable


class AlertUnknown(NotFound):
    """This alert does not stand any more: its cause has ended, or it was never raised."""

    code = "alert-unknown"


class MailAddressInvalid(BadInput):
    """This is no e-mail address that alerts can be sent to. Write it as name@example.org."""

    code = "mail-address-invalid"


class LastListener(Conflict):
    """Nobody else would be told of this by e-mail: {what}. Have another person listen first."""

    code = "last-listener"


class MailNotSet(Conflict):
    """This node sends no e-mail: the settings mail_host and mail_from are not set."""

    code = "mail-not-set"


class MailFailed(Unavailable):
    """The mail server did not take the message {mail} ({problem}). It is tried again by itself."""

    code = "mail-failed"


class MailPasswordUnreadable(Unavailable):
    """The file in mail_password_file cannot be read. Make it readable for the node's user only."""

    code = "mail-password-unreadable"


class ConditionsUnknown(Unavailable):
    """It cannot be said now whether these wait: {kinds}. Their alerts stay as they are."""

    code = "conditions-unknown"
