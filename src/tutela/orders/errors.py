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


class OrderBetweenNodes(Conflict):
    """This order came from an authority's node, and answers to it leave by the page of the removal
    order: say there that it cannot be carried out, is not clear, or was carried out.
    """

    code = "order-between-nodes"
    console = "`tutela removal` has the commands."


class OrderWordsMissing(BadInput):
    """Say in words that people can read: {what}. It stays in the log and may be told to the
    authority.
    """

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


class IssuerNotVerified(Conflict):
    """Nobody verified {name}, so no key of it is taken and nothing is given to it. Verify it first:
    call back a number that you found yourself.
    """

    code = "order-issuer-not-verified"


class KeyCodeDiffers(BadInput):
    """This is not the code of that key. Call the authority again, by the number that you verified
    it with, and ask for both: somebody may have put another key in between.
    """

    code = "order-key-code-differs"


class KeyAbsent(Conflict):
    """No key of {issuer} is on record, so nothing can be sealed to it. Ask the authority for its
    age key, and record it with the code that they read out to you.
    """

    code = "order-key-absent"


class KeyChanged(Conflict):
    """The key of {issuer} changed since this was chosen. Choose anew, so that the other person
    agrees to the new one.
    """

    code = "order-key-changed"


class NothingToGive(Conflict):
    """This order asks for no information that could be given now: it is {state}. Only an order
    under Article 10 is answered so, once a person had it carried out.
    """

    code = "order-nothing-to-give"


class NothingChosen(BadInput):
    """Choose at least one item, and what to say of it."""

    code = "order-nothing-chosen"


class NotAskedFor(BadInput):
    """The item {item} is not on record for anything that this order names. Give only what it asks
    for.
    """

    code = "order-not-asked-for"


class TooMuchChosen(TooLarge):
    """An answer takes {most:,} items and {bytes:,} bytes of them. Give several answers."""

    code = "order-too-much-chosen"


class TimeLimitOver(Conflict):
    """The order's time limit was over at {due_at}. Ask the authority whether it still wants the
    information, and say who told you so.
    """

    code = "order-time-limit-over"


class GivingWaits(Conflict):
    """Something was chosen already, and waits: {request}. Take that request back before you choose
    anew.
    """

    code = "order-giving-waits"


class GivingAbsent(NotFound):
    """Nothing is chosen that could be given to the authority. Choose first."""

    code = "order-giving-absent"


class GivingNotAgreed(Conflict):
    """Nobody has agreed yet that you may take this out. Whoever asked for it may, once another
    person agreed under Requests.
    """

    code = "order-giving-not-agreed"


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
