"""How the status of a trusted flagger stands, and who may move it: a table."""

from __future__ import annotations

from enum import StrEnum

from tutela.law import errors as law_errors
from tutela.law import machine as engine
from tutela.law.machine import Applied, Machine, Move
from tutela.redress.notices.flaggers.errors import FlaggerMoveRefused


class FlaggerState(StrEnum):
    """Where the status of a trusted flagger stands."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"


class Command(StrEnum):
    """What can be done with it."""

    SUSPEND = "suspend"
    RESTORE = "restore"
    END = "end"


_S = FlaggerState
PERSON = "person"
_BY = frozenset({PERSON})

FLAGGER: Machine[FlaggerState] = Machine(
    name="flagger",
    title="A trusted flagger",
    states=tuple(FlaggerState),
    initial=_S.ACTIVE,
    finals=frozenset({_S.ENDED}),
    moves={
        (_S.ACTIVE, Command.SUSPEND): Move(
            _S.SUSPENDED, "flagger:suspend", _BY, source="Article 22(6)"
        ),
        (_S.SUSPENDED, Command.RESTORE): Move(
            _S.ACTIVE, "flagger:restore", _BY, source="Article 22(6)"
        ),
        (_S.ACTIVE, Command.END): Move(_S.ENDED, "flagger:end", _BY, source="Article 22(7)"),
        (_S.SUSPENDED, Command.END): Move(_S.ENDED, "flagger:end", _BY, source="Article 22(7)"),
    },
    sources=("Regulation (EU) 2022/2065, Article 22",),
)


def move(state: FlaggerState, command: Command) -> Applied[FlaggerState]:
    """The state after `command`, and the event that tells of it. Raises FlaggerMoveRefused."""
    try:
        return engine.apply(FLAGGER, state, command, actor_role=PERSON)
    except law_errors.MoveRefused as refusal:
        raise FlaggerMoveRefused(state=state.value, command=command.value) from refusal
