"""The states of a claim on a case, and who may move it: a table."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from tutela.law import machine as engine
from tutela.law.machine import Applied, Machine, Move, from_each, merge

if TYPE_CHECKING:
    from collections.abc import Mapping


class ClaimState(StrEnum):
    """Who works on a case."""

    FREE = "free"
    CLAIMED = "claimed"
    ESCALATED = "escalated"  # waits for a senior
    WITH_SENIOR = "with-senior"


class Command(StrEnum):
    """What can be done to a claim."""

    TAKE = "take"
    RELEASE = "release"
    SKIP = "skip"
    ESCALATE = "escalate"
    REASSIGN = "reassign"
    HAND_OVER = "hand-over"
    LEAVE = "leave"
    LAPSE = "lapse"
    FINISH = "finish"


PERSON, SENIOR, NODE = "person", "senior", "node"
_ANYBODY = frozenset({PERSON, SENIOR})
_SENIOR = frozenset({SENIOR})
_NODE = frozenset({NODE})
_S = ClaimState
_C = Command
HOLDER = "holder"

_TABLE: Mapping[tuple[ClaimState, str], Move[ClaimState]] = merge(
    "claim",
    {
        (_S.FREE, _C.TAKE): Move(_S.CLAIMED, "claim:take", _ANYBODY),
        (_S.ESCALATED, _C.TAKE): Move(_S.WITH_SENIOR, "claim:take", _SENIOR),
        (_S.CLAIMED, _C.RELEASE): Move(_S.FREE, "claim:release", _ANYBODY, HOLDER),
        (_S.WITH_SENIOR, _C.RELEASE): Move(_S.ESCALATED, "claim:release", _SENIOR, HOLDER),
        (_S.FREE, _C.SKIP): Move(_S.FREE, "claim:skip", _ANYBODY),
        (_S.CLAIMED, _C.SKIP): Move(_S.FREE, "claim:skip", _ANYBODY, HOLDER),
        (_S.ESCALATED, _C.SKIP): Move(_S.ESCALATED, "claim:skip", _SENIOR),
        (_S.WITH_SENIOR, _C.SKIP): Move(_S.ESCALATED, "claim:skip", _SENIOR, HOLDER),
        (_S.FREE, _C.ESCALATE): Move(_S.ESCALATED, "claim:escalate", _ANYBODY),
        (_S.CLAIMED, _C.ESCALATE): Move(_S.ESCALATED, "claim:escalate", _ANYBODY, HOLDER),
        # Time ran out: the case is there for everybody again, or for every senior.
        (_S.CLAIMED, _C.LAPSE): Move(_S.FREE, "claim:end", _NODE),
        (_S.WITH_SENIOR, _C.LAPSE): Move(_S.ESCALATED, "claim:end", _NODE),
    },
    # Whoever holds it is away: it goes to who stands in for them, or back.
    {
        (_S.CLAIMED, _C.HAND_OVER): Move(_S.CLAIMED, "claim:reassign", _NODE),
        (_S.WITH_SENIOR, _C.HAND_OVER): Move(_S.WITH_SENIOR, "claim:reassign", _NODE),
        (_S.CLAIMED, _C.LEAVE): Move(_S.FREE, "claim:end", _NODE),
        (_S.WITH_SENIOR, _C.LEAVE): Move(_S.ESCALATED, "claim:end", _NODE),
    },
    # A senior gives a case to somebody, whoever has it; what was escalated is so no longer.
    from_each(tuple(_S), _C.REASSIGN, Move(_S.CLAIMED, "claim:reassign", _SENIOR)),
    # Nothing in the case waits for a decision any more.
    from_each(
        (_S.CLAIMED, _S.ESCALATED, _S.WITH_SENIOR), _C.FINISH, Move(_S.FREE, "claim:end", _NODE)
    ),
)

CLAIM = Machine(
    name="claim",
    title="A claim on a case",
    states=tuple(ClaimState),
    initial=ClaimState.FREE,
    finals=frozenset(),
    moves=_TABLE,
    guards={HOLDER: "it is their own claim"},
)


def move(
    state: ClaimState, command: Command, *, by: str, holder: bool = False
) -> Applied[ClaimState]:
    """The state after `command`, and the event that tells of it. Raises the engine's MoveRefused;
    the service says why in the words of a person.
    """
    return engine.apply(CLAIM, state, command, actor_role=by, facts={HOLDER: holder})
