"""What can be wrong with a webhook."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, NotFound, TutelaError, Unavailable


class WebhookAddressInvalid(BadInput):
    """This webhook address cannot be used: {problem}."""

    code = "webhook-address-invalid"


class WebhookSecretUnreadable(TutelaError):
    """The webhook secret of {service} was sealed with another node key. Set the webhook again and give the platform the new secret."""  # noqa: E501

    code = "webhook-secret-unreadable"


class WebhookFailed(Unavailable):
    """The platform did not confirm the message {delivery} ({problem}). It is tried again by itself."""  # noqa: E501

    code = "webhook-failed"


class DeliveryUnknown(NotFound):
    """There is no delivery {delivery}. Delivered verdicts are not kept."""

    code = "delivery-unknown"


class DeliveryNotDead(Conflict):
    """The delivery {delivery} is {state}; only a dead one can be tried again or closed by hand."""

    code = "delivery-not-dead"


class ClosingReasonMissing(BadInput):
    """Say in words why this message need not arrive any more: closing it ends its alert."""

    code = "closing-reason-missing"


class MessageUnreadable(TutelaError):
    """What the message {delivery} carries cannot be opened: the node's master key is not the one
    that sealed it.
    """

    code = "message-unreadable"
