"""The states of a notice, and who may move it: a table."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from tutela.law import errors as law_errors
from tutela.law import machine as engine
from tutela.law.deadlines import Effect
from tutela.law.machine import Applied, ClockEffect, Machine, Move
from tutela.redress.notices.errors import NoticeMoveRefused

CLOCK: Final = "notice.decide"


class NoticeState(StrEnum):
    """Where a notice stands."""

    RECEIVED = "received"
    DECIDED = "decided"
    ERASED = "erased"


class Command(StrEnum):
    """What can be done with a notice."""

    DECIDE = "decide"
    REDECIDE = "redecide"
    ERASE = "erase"


_S = NoticeState
PERSON, NODE = "person", "node"

NOTICE: Machine[NoticeState] = Machine(
    name="notice",
    title="A notice from outside",
    states=tuple(NoticeState),
    initial=_S.RECEIVED,
    finals=frozenset({_S.ERASED}),
    moves={
        (_S.RECEIVED, Command.DECIDE): Move(
            _S.DECIDED,
            "notice:decide",
            frozenset({PERSON}),
            None,
            (ClockEffect(Effect.END, CLOCK),),
            "Article 16(5) and (6)",
        ),
        # On a complaint, by somebody else.
        (_S.DECIDED, Command.REDECIDE): Move(
            _S.DECIDED, "notice:redecide", frozenset({PERSON}), source="Article 20(4)"
        ),
        (_S.DECIDED, Command.ERASE): Move(_S.ERASED, "notice:erase", frozenset({NODE})),
    },
    sources=("Regulation (EU) 2022/2065, Article 16",),
)


def move(state: NoticeState, command: Command, *, by: str = PERSON) -> Applied[NoticeState]:
    """The state after `command`, and the event that tells of it. Raises NoticeMoveRefused."""
    try:
        return engine.apply(NOTICE, state, command, actor_role=by)
    except law_errors.MoveRefused as refusal:
        raise NoticeMoveRefused(state=state.value, command=command.value) from refusal
