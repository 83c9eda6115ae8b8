"""The states of an edition, and who may move it: a table."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from tutela.law import errors as law_errors
from tutela.law import machine as engine
from tutela.law.machine import Applied, Machine, Move
from tutela.observatory.editions.model import State
from tutela.observatory.errors import EditionMoveRefused


class Command(StrEnum):
    """What can be done with an edition."""

    ERASE = "erase"


_S, _C = State, Command
NODE: Final = "node"

EDITION: Final = Machine(
    name="paper",
    title="A paper that somebody closed",
    states=tuple(State),
    initial=_S.CLOSED,
    finals=frozenset({_S.ERASED}),
    moves={(_S.CLOSED, _C.ERASE): Move(_S.ERASED, "paper:erase", frozenset({NODE}))},
    sources=("Implementing Regulation (EU) 2024/2835: every version is kept five years at least",),
)


def move(state: State, command: Command, *, by: str) -> Applied[State]:
    """The state after `command`, and the event that tells of it. Raises EditionMoveRefused."""
    try:
        return engine.apply(EDITION, state, command, actor_role=by)
    except law_errors.MoveRefused as refusal:
        raise EditionMoveRefused(state=state.value, command=command.value) from refusal
