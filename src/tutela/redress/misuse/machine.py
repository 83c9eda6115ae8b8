"""The states of a case of misuse, and who may move it: a table."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tutela.law import errors as law_errors
from tutela.law import machine as engine
from tutela.law.machine import Applied, Machine, Move, from_each, merge
from tutela.redress.misuse.errors import MisuseMoveRefused

if TYPE_CHECKING:
    from collections.abc import Mapping


class State(StrEnum):
    """Where a case of misuse stands."""

    WARNED = "warned"
    SUSPENDED = "suspended"
    ENDED = "ended"
    ERASED = "erased"


class Command(StrEnum):
    """What can be done with it."""

    SUSPEND = "suspend"
    OBJECT = "object"
    UPHOLD = "uphold"
    LIFT = "lift"
    LAPSE = "lapse"
    ERASE = "erase"


_S, _C = State, Command
PERSON, NODE = "person", "node"
_PERSON, _NODE = frozenset({PERSON}), frozenset({NODE})
OPEN: Final = (_S.WARNED, _S.SUSPENDED)
_GUARDS: Mapping[str, str] = {
    "may-suspend": "The warning arrived, its time has passed, it went on after that, and another "
    "person agrees."
}

MISUSE: Final = Machine(
    name="misuse",
    title="Misuse",
    states=tuple(State),
    initial=_S.WARNED,
    finals=frozenset({_S.ERASED}),
    guards=_GUARDS,
    moves=merge(
        "misuse",
        {
            (_S.WARNED, _C.SUSPEND): Move(
                _S.SUSPENDED,
                "misuse:suspend",
                _PERSON,
                guard="may-suspend",
                source="Article 23(1) and (2)",
            ),
            (_S.ENDED, _C.ERASE): Move(_S.ERASED, "misuse:erase", _NODE),
        },
        from_each(OPEN, _C.LIFT, Move(_S.ENDED, "misuse:lift", _PERSON)),
        from_each(OPEN, _C.LAPSE, Move(_S.ENDED, "misuse:lapse", _NODE)),
        {
            (one, command): Move(one, f"misuse:{command.value}", _PERSON, source="Article 20(1)")
            for one in OPEN
            for command in (_C.OBJECT, _C.UPHOLD)
        },
    ),
    sources=("Regulation (EU) 2022/2065, Article 23",),
)


def move(
    state: State, command: Command, *, by: str = PERSON, may_suspend: bool = False
) -> Applied[State]:
    """The state after `command`, and the event that tells of it. Raises MisuseMoveRefused."""
    facts = {"may-suspend": may_suspend}
    try:
        return engine.apply(MISUSE, state, command, actor_role=by, facts=facts)
    except law_errors.MoveRefused as refusal:
        raise MisuseMoveRefused(state=state.value, command=command.value) from refusal
