"""The states of a user's flag, and who may move it: a table."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from tutela.law import errors as law_errors
from tutela.law import machine as engine
from tutela.law.machine import Applied, Machine, Move
from tutela.redress.flags.errors import FlagMoveRefused


class FlagState(StrEnum):
    """Where a flag stands."""

    RECEIVED = "received"
    DECIDED = "decided"
    ERASED = "erased"


class Command(StrEnum):
    """What can be done with a flag."""

    DECIDE = "decide"
    ERASE = "erase"


_S = FlagState
PERSON: Final = "person"
NODE: Final = "node"

FLAG: Machine[FlagState] = Machine(
    name="flag",
    title="What a user flagged",
    states=tuple(FlagState),
    initial=_S.RECEIVED,
    finals=frozenset({_S.ERASED}),
    moves={
        (_S.RECEIVED, Command.DECIDE): Move(_S.DECIDED, "flag:decide", frozenset({PERSON})),
        (_S.DECIDED, Command.ERASE): Move(_S.ERASED, "flag:erase", frozenset({NODE})),
    },
)


def move(state: FlagState, command: Command, *, by: str = PERSON) -> Applied[FlagState]:
    """The state after `command`, and the event that tells of it. Raises FlagMoveRefused."""
    try:
        return engine.apply(FLAG, state, command, actor_role=by)
    except law_errors.MoveRefused as refusal:
        raise FlagMoveRefused(state=state.value, command=command.value) from refusal
