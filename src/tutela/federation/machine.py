"""How another node stands here, and how a message to it does: two tables."""

from __future__ import annotations

from enum import StrEnum

from tutela.federation.errors import MessageMoveRefused, PeerMoveRefused
from tutela.law import errors as law_errors
from tutela.law import machine as engine
from tutela.law.machine import Applied, Machine, Move, from_each, merge


class PeerState(StrEnum):
    """How another node stands."""

    ADDED = "added"  # its descriptor is here, and nobody compared its code
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"


class PeerCommand(StrEnum):
    """What can be done with it."""

    VERIFY = "verify"
    SUSPEND = "suspend"
    RESTORE = "restore"
    DOUBT = "doubt"  # it says that its key is in other hands
    END = "end"


PERSON, NODE, PEER = "person", "node", "peer"
_S, _C = PeerState, PeerCommand

PEERS: Machine[PeerState] = Machine(
    name="peer",
    title="Another node",
    states=tuple(PeerState),
    initial=_S.ADDED,
    finals=frozenset({_S.ENDED}),
    moves=merge(
        "peer",
        {
            (_S.ADDED, _C.VERIFY): Move(_S.ACTIVE, "peer:verify", frozenset({PERSON})),
            (_S.ACTIVE, _C.SUSPEND): Move(_S.SUSPENDED, "peer:suspend", frozenset({PERSON})),
            (_S.SUSPENDED, _C.RESTORE): Move(_S.ACTIVE, "peer:restore", frozenset({PERSON})),
        },
        from_each(
            (_S.ACTIVE, _S.SUSPENDED),
            _C.DOUBT,
            Move(_S.ADDED, "peer:doubt", frozenset({PEER})),
        ),
        from_each(
            (_S.ADDED, _S.ACTIVE, _S.SUSPENDED),
            _C.END,
            Move(_S.ENDED, "peer:end", frozenset({PERSON})),
        ),
    ),
    sources=("COM(2022) 209, Article 39(2) (draft law)",),
)


class OutState(StrEnum):
    """Where a message to another node stands."""

    WAITING = "waiting"
    RECEIVED = "received"  # there is a signed receipt
    REFUSED = "refused"  # the other node said for good that it takes it not
    CLOSED = "closed"  # a person said that it need not arrive


class OutCommand(StrEnum):
    """What can become of it."""

    CONFIRM = "confirm"
    REFUSE = "refuse"
    RETRY = "retry"
    CLOSE = "close"


_O, _M = OutState, OutCommand

MESSAGES: Machine[OutState] = Machine(
    name="message",
    title="A message to another node",
    states=tuple(OutState),
    initial=_O.WAITING,
    finals=frozenset({_O.RECEIVED, _O.CLOSED}),
    moves={
        (_O.WAITING, _M.CONFIRM): Move(_O.RECEIVED, "message:confirm", frozenset({NODE})),
        (_O.WAITING, _M.REFUSE): Move(_O.REFUSED, "message:refuse", frozenset({NODE})),
        (_O.REFUSED, _M.RETRY): Move(_O.WAITING, "message:retry", frozenset({PERSON})),
        (_O.REFUSED, _M.CLOSE): Move(_O.CLOSED, "message:close", frozenset({PERSON})),
    },
    sources=("COM(2022) 209, Article 39(2) (draft law)",),
)


def move_peer(state: PeerState, command: PeerCommand, by: str = PERSON) -> Applied[PeerState]:
    """How it stands after `command`. Raises PeerMoveRefused."""
    try:
        return engine.apply(PEERS, state, command, actor_role=by)
    except law_errors.MoveRefused as refusal:
        raise PeerMoveRefused(state=state.value, command=command.value) from refusal


def move_message(state: OutState, command: OutCommand, by: str) -> Applied[OutState]:
    """Where it stands after `command`. Raises MessageMoveRefused."""
    try:
        return engine.apply(MESSAGES, state, command, actor_role=by)
    except law_errors.MoveRefused as refusal:
        raise MessageMoveRefused(state=state.value, command=command.value) from refusal
