"""How a request moves: a table. Whoever asks never approves."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from tutela.law import errors as law_errors
from tutela.law import machine as engine
from tutela.law.machine import Applied, Machine, Move
from tutela.platform.approvals.errors import RequestMoveRefused
from tutela.platform.approvals.model import State

if TYPE_CHECKING:
    from collections.abc import Mapping


class Command(StrEnum):
    """What can be done with a request."""

    APPROVE = "approve"
    PERMIT = "permit"
    DECLINE = "decline"
    RECALL = "recall"
    EXPIRE = "expire"
    USE = "use"
    CONFIRM = "confirm"
    CONFIRM_PERMIT = "confirm-permit"


class Party(StrEnum):
    """Who stands to a request how."""

    ASKER = "asker"
    ANOTHER = "another person"
    ALONE = "the only person"
    NODE = "node"


_S, _C = State, Command
_ANOTHER, _ASKER = frozenset({Party.ANOTHER}), frozenset({Party.ASKER})
_NODE, _ALONE = frozenset({Party.NODE}), frozenset({Party.ALONE})
_COOLED = "cooled"

_TABLE: Mapping[tuple[State, str], Move[State]] = {
    (_S.WAITING, _C.APPROVE): Move(_S.DONE, "request:approve", _ANOTHER),
    (_S.WAITING, _C.PERMIT): Move(_S.PERMITTED, "request:approve", _ANOTHER),
    # On a node of one person, after the cooling-off and with their passkey.
    (_S.WAITING, _C.CONFIRM): Move(_S.DONE, "request:confirm", _ALONE, _COOLED),
    (_S.WAITING, _C.CONFIRM_PERMIT): Move(_S.PERMITTED, "request:confirm", _ALONE, _COOLED),
    (_S.WAITING, _C.DECLINE): Move(_S.DECLINED, "request:decline", _ANOTHER),
    (_S.WAITING, _C.RECALL): Move(_S.RECALLED, "request:recall", _ASKER),
    (_S.WAITING, _C.EXPIRE): Move(_S.EXPIRED, "request:expire", _NODE),
    (_S.PERMITTED, _C.USE): Move(_S.DONE, "request:use", _ASKER),
    (_S.PERMITTED, _C.RECALL): Move(_S.RECALLED, "request:recall", _ASKER),
    (_S.PERMITTED, _C.EXPIRE): Move(_S.EXPIRED, "request:expire", _NODE),
}

REQUEST = Machine(
    name="request",
    title="A request for a second person",
    states=tuple(State),
    initial=State.WAITING,
    finals=frozenset({_S.DONE, _S.DECLINED, _S.RECALLED, _S.EXPIRED}),
    moves=_TABLE,
    guards={_COOLED: "twelve hours have passed since it was asked for"},
    sources=("GDPR, Art. 32(1)(b) and (4)",),
)


def move(state: State, command: Command, *, by: Party, cooled: bool = False) -> Applied[State]:
    """The state after `command`, and the event that tells of it. Raises RequestMoveRefused."""
    try:
        return engine.apply(REQUEST, state, command, actor_role=by, facts={_COOLED: cooled})
    except law_errors.MoveRefused as refusal:
        raise RequestMoveRefused(state=state.value, command=command.value) from refusal
