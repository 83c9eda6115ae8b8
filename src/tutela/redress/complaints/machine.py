"""The states of a complaint, and who may move it: a table."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from tutela.law import errors as law_errors
from tutela.law import machine as engine
from tutela.law.machine import Applied, Machine, Move, from_each, merge
from tutela.redress.complaints.errors import ComplaintMoveRefused
from tutela.redress.complaints.model import State


class Command(StrEnum):
    """What can be done with a complaint."""

    PROPOSE = "propose"
    DECLINE = "decline"
    DECIDE = "decide"
    ERASE = "erase"


_S, _C = State, Command
PERSON, NODE = "person", "node"
_BY_PERSON: Final = frozenset({PERSON})

COMPLAINT: Final = Machine(
    name="complaint",
    title="A complaint to the provider",
    states=tuple(State),
    initial=_S.LODGED,
    finals=frozenset({_S.ERASED}),
    moves=merge(
        "complaint",
        {
            (_S.LODGED, _C.PROPOSE): Move(_S.PROPOSED, "complaint:propose", _BY_PERSON),
            (_S.PROPOSED, _C.DECLINE): Move(_S.LODGED, "complaint:decline", _BY_PERSON),
            (_S.DECIDED, _C.ERASE): Move(_S.ERASED, "complaint:erase", frozenset({NODE})),
        },
        from_each(
            (_S.LODGED, _S.PROPOSED),
            _C.DECIDE,
            Move(_S.DECIDED, "complaint:decide", _BY_PERSON, source="Article 20(4) to (6)"),
        ),
    ),
    sources=(
        "Regulation (EU) 2022/2065, Article 20",
        "COM(2022) 209, Articles 10(4)(d) and 18(3)",
        "Regulation (EU) 2021/1232, Article 3(1)(g)(iv)",
    ),
)


def move(state: State, command: Command, *, by: str = PERSON) -> Applied[State]:
    """The state after `command`, and the event that tells of it. Raises ComplaintMoveRefused."""
    try:
        return engine.apply(COMPLAINT, state, command, actor_role=by)
    except law_errors.MoveRefused as refusal:
        raise ComplaintMoveRefused(state=state.value, command=command.value) from refusal
