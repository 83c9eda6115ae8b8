"""How an alert and a message about alerts move: two tables."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from tutela.platform.alerts.model import MailState
from tutela.platform.audit.model import Event


class Stage(StrEnum):
    """Where an alert stands. What ended may be raised anew, as another one."""

    QUIET = "quiet"
    RAISED = "raised"


class Command(StrEnum):
    """What can happen to an alert, and to a message."""

    RAISE = "raise"
    END = "end"
    CONFIRM = "confirm"
    GIVE_UP = "give-up"


ALERT: Final[dict[tuple[Stage, Command], tuple[Stage, Event]]] = {
    (Stage.QUIET, Command.RAISE): (Stage.RAISED, Event.ALERT_RAISE),
    (Stage.RAISED, Command.END): (Stage.QUIET, Event.ALERT_END),
}
MAIL: Final[dict[tuple[MailState, Command], tuple[MailState, Event]]] = {
    (MailState.WAITING, Command.CONFIRM): (MailState.SENT, Event.MAIL_SEND),
    (MailState.WAITING, Command.GIVE_UP): (MailState.FAILED, Event.MAIL_FAIL),
}


def wanted(*, stands: bool, found: bool) -> Command | None:
    """What must happen to an alert, from whether it stands and whether its cause was found."""
    if stands == found:
        return None
    return Command.RAISE if found else Command.END
