"""What detection refuses, as sentences."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, Forbidden, NotFound, TooLarge, Unavailable


class TechnologyUnknown(NotFound):
    """The service {service} has no technology record named {name}. Record it with `tutela
    technology record`.
    """

    code = "technology-unknown"


class TechnologyRecorded(Conflict):
    """The technology {name} {version} is already recorded, differently. A record does not
    change: record a new version.
    """

    code = "technology-recorded"


class ActivationRefused(BadInput):
    """This technology cannot be activated on {surface}: {sentence}"""

    code = "activation-refused"


class ActivationUnknown(NotFound):
    """There is no running activation {activation}."""

    code = "activation-unknown"


class MailboxUnreadable(Unavailable):
    """Where this account reads e-mail cannot be opened: it was sealed elsewhere, or changed."""

    code = "mailbox-unreadable"


class DemoOnly(BadInput):
    """A demo technology exists only on a demo node."""

    code = "demo-only"


class SurfaceAmbiguous(BadInput):
    """This node has several surfaces ({surfaces}). Say which with --service and --surface."""

    code = "surface-ambiguous"


class NotRecorded(Unavailable):
    """This item is a hit, and it could not be recorded: {why} Keep the item from view and send it
    again.
    """

    code = "hit-not-recorded"


class ReferenceInvalid(BadInput):
    """The {what} of this item cannot be used: {problem}."""

    code = "reference-invalid"


class SignalsInvalid(BadInput):
    """The signals cannot be used: {problem}"""

    code = "signals-invalid"


class NothingSent(BadInput):
    """No item was sent. Send its bytes as the body, or as the part `file` of a form."""

    code = "nothing-sent"


class TooManyItems(BadInput):
    """This node takes at most {limit} items in one batch."""

    code = "too-many-items"


class NoWebhook(Conflict):
    """The service {service} has no webhook, so a later verdict could not be told. Set one with
    `tutela service webhook {service} URL`, or scan without `async`.
    """

    code = "no-webhook"


class TooLargeToTakeIn(TooLarge):
    """An item may have at most {limit} bytes here."""

    code = "item-too-large"


class IntakeFull(Unavailable):
    """{waiting} items wait to be scanned already. Try again in a moment."""

    code = "intake-full"


class OtherService(Forbidden):
    """This key is not of the service {service}. Use a key of that service, or leave the service
    out.
    """

    code = "other-service"


class SurfaceNotSaid(BadInput):
    """Say on which surface of {service} the item was: {surfaces}."""

    code = "surface-not-said"
