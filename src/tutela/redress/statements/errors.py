"""What can be refused about statements of reasons, as sentences with codes."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, NotFound, TooLarge, Unavailable


class StatementUnknown(NotFound):
    """There is no statement of reasons {statement} here."""

    code = "statement-unknown"


class StatementErased(Conflict):
    """What the statement {statement} said was erased, its time being over. Nothing more can be done
    with it.
    """

    code = "statement-erased"


class WithholdingUnknown(NotFound):
    """Nothing with the id {withholding} holds back statements now."""

    code = "withholding-unknown"


class WithholdingNeedsWords(BadInput):
    """Say who asks for it, with their reference, or why it ends: up to {longest} characters."""

    code = "withholding-needs-words"


class GroundMissing(BadInput):
    """Say on which lawful ground it is held back: {grounds}."""

    code = "ground-missing"


class StatementNotIssued(Conflict):
    """The statement {statement} has not left yet, so it cannot be sent again."""

    code = "statement-not-issued"


class WithholdingEnd(BadInput):
    """It must end in time to come, and {weeks} weeks from now at most."""

    code = "withholding-end"


class AlreadyWithheld(Conflict):
    """What this user is told is held back already. Let that run on, or end it first."""

    code = "already-withheld"


class WithholdingYours(Conflict):
    """Whoever held it back first does not let it run on: another person must."""

    code = "withholding-yours"


class RenewedAlready(Conflict):
    """It ran on once, and cannot do so again: it ends when it says."""

    code = "renewed-already"


class LetterUnreadable(Unavailable):
    """The letter {mail} cannot be opened: it was sealed elsewhere, or changed."""

    code = "letter-unreadable"


class NoMailbox(BadInput):
    """Where this user reads e-mail is not known. Give an address."""

    code = "no-mailbox"


class LetterUnknown(NotFound):
    """There is no letter {mail} that did not arrive."""

    code = "letter-unknown"


class CloseNeedsWords(BadInput):
    """Say why the letter need not arrive: up to {longest} characters."""

    code = "close-needs-words"


class BounceTooLarge(TooLarge):
    """This is larger than {limit} bytes: no report of a mail server is."""

    code = "bounce-too-large"


class BounceUnreadable(BadInput):
    """This is no report of a mail server about a letter (RFC 3464). Pass it on as it came."""

    code = "bounce-unreadable"


class TakedownInvalid(BadInput):
    """What was removed cannot be taken in: {problem}."""

    code = "takedown-invalid"


class TakedownPlaceUnknown(BadInput):
    """Say which of the places of the notice it lay at, as the message `notice.acted` has them."""

    code = "takedown-place-unknown"


class TakedownUnfounded(Conflict):
    """The notice {notice} was not found right, or not yet: nothing is to be removed after it."""

    code = "takedown-unfounded"


class TakedownGroundUnknown(Conflict):
    """The notice {notice} is about something of which this node does not know the law. Tell your
    user yourself, and take their complaint.
    """

    code = "takedown-ground-unknown"


class TakedownOfItem(Conflict):
    """This was scanned here, and people look at it in its case or have restricted it: its user is
    told of that.
    """

    code = "takedown-of-item"


class TakedownToldOtherwise(Conflict):
    """You told of this before, and otherwise. Its user was told what you said first."""

    code = "takedown-told-otherwise"
