"""How a publication moves: from (state, command) to the next state and the event that tells it."""

from __future__ import annotations

from enum import StrEnum

from tutela.platform.audit.model import Event
from tutela.redress.publishing.model import State


class Command(StrEnum):
    """What can happen to a publication."""

    ASK = "ask"
    WAIT = "wait"
    STORE = "store"
    WITHHOLD = "withhold"
    GIVE_UP = "give-up"
    RETRY = "retry"
    CORRECT = "correct"
    CLOSE = "close"


_S = State
MOVES: dict[tuple[State, Command], tuple[State, Event | None]] = {
    (_S.WAITING, Command.ASK): (_S.ASKED, None),
    (_S.WAITING, Command.WITHHOLD): (_S.WITHHELD, Event.PUBLICATION_WITHHOLD),
    # It did not arrive, for certain: nothing was sent, or the database says it has no such name.
    (_S.ASKED, Command.WAIT): (_S.WAITING, None),
    (_S.ASKED, Command.STORE): (_S.STORED, Event.PUBLICATION_STORE),
    (_S.ASKED, Command.GIVE_UP): (_S.DEAD, Event.PUBLICATION_DIE),
    (_S.WITHHELD, Command.CORRECT): (_S.WAITING, Event.PUBLICATION_CORRECT),
    (_S.WITHHELD, Command.CLOSE): (_S.CLOSED, Event.PUBLICATION_CLOSE),
    (_S.DEAD, Command.CORRECT): (_S.WAITING, Event.PUBLICATION_CORRECT),
    (_S.DEAD, Command.RETRY): (_S.WAITING, Event.PUBLICATION_RETRY),
    (_S.DEAD, Command.CLOSE): (_S.CLOSED, Event.PUBLICATION_CLOSE),
}
ENDED = frozenset({_S.STORED, _S.WITHHELD, _S.DEAD, _S.CLOSED})
