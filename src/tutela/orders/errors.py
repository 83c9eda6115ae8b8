"""What orders refuse, as sentences."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, Forbidden, NotFound, TooLarge, TutelaError


class OrderUnknown(NotFound):
    """There is no order {order}."""

    code = "order-unknown"
    console = "`tutela order list` shows those there are."


class OrderMoveRefused(Conflict):
    """This order is {state}, so it cannot be moved by "{command}"."""

    code = "order-move-refused"


class OrderNeedsPerson(Forbidden):
    """Only a person signed in with their own account works on orders."""

    code = "order-needs-person"
    console = "Say who with --as NAME."


class OrderFieldsInvalid(BadInput):
    """This order cannot be registered: {problem}."""

    code = "order-fields-invalid"


class OrderThere(Conflict):
    """{issuer} has an order with the reference {reference} already: {order}. If this is the same
    one, dismiss it and name that one; if it is another, the authority gives it a reference of its
    own.
    """

    code = "order-there"


class OrderWordsMissing(BadInput):
    """Say in words: {what}. It stays in the log and may be told to the authority."""

    code = "order-words-missing"


class OrderErased(Conflict):
    """What this order said was erased at {erased_at}, at the end of its clock. What became of it
    is still known.
    """

    code = "order-erased"


class MailEmpty(BadInput):
    """There is no letter: nothing came. Give the letter whole, as the mail server has it."""

    code = "order-mail-empty"


class MailTooLarge(TooLarge):
    """The letter is larger than {limit} bytes, the most that is taken in. Ask its sender for the
    order as a file of its own.
    """

    code = "order-mail-too-large"


class MailUnreadable(BadInput):
    """This is no letter as mail servers have it (RFC 5322). Take it in as a file instead."""

    code = "order-mail-unreadable"


class OrderUnreadable(TutelaError):
    """What the order {order} says cannot be opened: it was sealed with another node key, or
    changed. Restore the key or the database from a backup.
    """

    code = "order-unreadable"


class TargetInvalid(BadInput):
    """The target in line {line} cannot be used: {problem}."""

    code = "order-target-invalid"


class TooManyTargets(TooLarge):
    """An order may name {most:,} targets, and this one names {number:,}. Ask the authority to send
    several orders.
    """

    code = "order-too-many-targets"


class ConditionUnknown(BadInput):
    """There is no condition {condition} of this order. A person may answer: {choices}."""

    code = "order-condition-unknown"


class ConditionsUnmet(Conflict):
    """This order lacks what the law asks of it: {conditions}. Send it back; or, where you know
    better, answer that condition yourself with the reason.
    """

    code = "order-conditions-unmet"


class IssuerUnknown(NotFound):
    """There is no issuer named {name} for the service {service}."""

    code = "order-issuer-unknown"
    console = "`tutela order issuers` shows those there are; `tutela order issuer-add` adds one."


class IssuerInvalid(BadInput):
    """This issuer cannot be recorded: {problem}."""

    code = "order-issuer-invalid"


class IssuerThere(Conflict):
    """There is an issuer named {name} already."""

    code = "order-issuer-there"


class DocumentUnknown(NotFound):
    """This order has no document {number}."""

    code = "order-document-unknown"


class DocumentTooLarge(TooLarge):
    """A document of an order may have {limit:,} bytes, and this one has more."""

    code = "order-document-too-large"


class DocumentEmpty(BadInput):
    """There is nothing in this document."""

    code = "order-document-empty"


class DocumentQuarantined(Conflict):
    """This document is no PDF and no plain text, so it stays in quarantine: it may hold anything.
    Ask the authority to send the order as a PDF.
    """

    code = "order-document-quarantined"


class EffectInvalid(BadInput):
    """What you say of target {number} cannot be taken: {problem}."""

    code = "order-effect-invalid"


class LetterUntimely(BadInput):
    """Say how the authority was told, and when; the time has a zone and must not lie ahead."""

    code = "order-letter-untimely"
