"""The states of a request about a picture, and who may move it: a table."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from tutela.law import errors as law_errors
from tutela.law import machine as engine
from tutela.law.machine import Applied, Machine, Move, from_each, merge
from tutela.redress.fingerprints.errors import FingerprintMoveRefused
from tutela.redress.fingerprints.model import State

if TYPE_CHECKING:
    from collections.abc import Mapping


class Command(StrEnum):
    """What can be done with a request."""

    ENTER = "enter"
    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


class Party(StrEnum):
    """Who does it."""

    NODE = "node"
    PERSON = "person"
    ASKER = "asker"


_S, _C, _P = State, Command, Party
_OPEN = (_S.RECEIVED, _S.ENTERED)
_GUARDS: Mapping[str, str] = {
    "another-agreed": "Another person agreed, on a node of one person after twelve hours."
}

FINGERPRINT: Machine[State] = Machine(
    name="fingerprint-request",
    title="Request about a picture that stays where it is",
    states=tuple(State),
    initial=_S.RECEIVED,
    finals=frozenset({_S.DECLINED, _S.WITHDRAWN}),
    guards=_GUARDS,
    moves=merge(
        "fingerprint-request",
        {
            (_S.RECEIVED, _C.ENTER): Move(_S.ENTERED, "fingerprint:enter", frozenset({_P.NODE})),
            (_S.ENTERED, _C.ACCEPT): Move(
                _S.ACCEPTED, "fingerprint:accept", frozenset({_P.PERSON}), guard="another-agreed"
            ),
        },
        from_each(
            _OPEN,
            _C.DECLINE,
            Move(_S.DECLINED, "fingerprint:decline", frozenset({_P.PERSON, _P.NODE})),
        ),
        from_each(
            (*_OPEN, _S.ACCEPTED),
            _C.WITHDRAW,
            Move(_S.WITHDRAWN, "fingerprint:withdraw", frozenset({_P.ASKER})),
        ),
    ),
)


def move(
    state: State, command: Command, party: Party, *, another_agreed: bool = False
) -> Applied[State]:
    """What a command leads to. Raises FingerprintMoveRefused."""
    facts = {"another-agreed": another_agreed}
    try:
        return engine.apply(FINGERPRINT, state, command, actor_role=party, facts=facts)
    except law_errors.MoveRefused:
        raise FingerprintMoveRefused(state=state.value, command=command.value) from None
