"""How a delivery moves: from (state, command) to the next state and the event that tells it."""

from __future__ import annotations

from enum import StrEnum

from tutela.platform.audit.model import Event
from tutela.platform.webhooks.model import DeliveryState


class Command(StrEnum):
    """What can happen to a delivery."""

    CONFIRM = "confirm"
    GIVE_UP = "give-up"
    WAIT = "wait"
    RELEASE = "release"
    RETRY = "retry"
    CLOSE = "close"


_S = DeliveryState
MOVES: dict[tuple[DeliveryState, Command], tuple[DeliveryState, Event | None]] = {
    (_S.PENDING, Command.CONFIRM): (_S.DELIVERED, Event.DELIVERY_SUCCEED),
    (_S.PENDING, Command.GIVE_UP): (_S.DEAD, Event.DELIVERY_DIE),
    # A webhook that is not there yet, or not any more; setting one tells WEBHOOK_SET.
    (_S.PENDING, Command.WAIT): (_S.UNSET, None),
    (_S.UNSET, Command.RELEASE): (_S.PENDING, None),
    (_S.DEAD, Command.RETRY): (_S.PENDING, Event.DELIVERY_RETRY),
    (_S.DEAD, Command.CLOSE): (_S.CLOSED, Event.DELIVERY_CLOSE),
}

FINISHED = frozenset({_S.DELIVERED, _S.DEAD, _S.CLOSED})
OVER = frozenset({_S.DELIVERED, _S.CLOSED})  # it is never sent again
