"""The states of an item in a case, and who may move it: a table."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from tutela.casework.errors import MoveRefused
from tutela.law import errors as law_errors
from tutela.law import machine as engine
from tutela.law.machine import Applied, Machine, Move
from tutela.law.model import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping


class ItemState(StrEnum):
    """Where an item stands. None is final: any decision can be reversed."""

    PENDING = "pending"
    SECONDING = "seconding"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class Command(StrEnum):
    """What can be done to an item."""

    CONFIRM = "confirm"
    REJECT = "reject"
    REVERSE_TO_CONFIRM = "reverse-to-confirm"
    REVERSE_TO_REJECT = "reverse-to-reject"
    PROPOSE = "propose"
    AGREE_CONFIRM = "agree-confirm"
    AGREE_REJECT = "agree-reject"
    AGREE_REVERSE_TO_CONFIRM = "agree-reverse-to-confirm"
    AGREE_REVERSE_TO_REJECT = "agree-reverse-to-reject"
    DECLINE = "decline"
    KEEP_CONFIRMED = "keep-confirmed"
    KEEP_REJECTED = "keep-rejected"
    REOPEN = "reopen"


PERSON = frozenset({"person"})
NODE = frozenset({"node"})
_MADE = "decision:make"
_REVERSED = "decision:reverse"
_PROPOSED = "decision:propose"
_DECLINED = "decision:decline"
_S = ItemState
_C = Command

_TABLE: Mapping[tuple[ItemState, str], Move[ItemState]] = {
    (_S.PENDING, _C.CONFIRM): Move(_S.CONFIRMED, _MADE, PERSON),
    (_S.PENDING, _C.REJECT): Move(_S.REJECTED, _MADE, PERSON),
    # What was reopened still has the decision that a new one may reverse.
    (_S.PENDING, _C.REVERSE_TO_CONFIRM): Move(_S.CONFIRMED, _REVERSED, PERSON),
    (_S.PENDING, _C.REVERSE_TO_REJECT): Move(_S.REJECTED, _REVERSED, PERSON),
    (_S.CONFIRMED, _C.REVERSE_TO_REJECT): Move(_S.REJECTED, _REVERSED, PERSON),
    (_S.REJECTED, _C.REVERSE_TO_CONFIRM): Move(_S.CONFIRMED, _REVERSED, PERSON),
    (_S.PENDING, _C.PROPOSE): Move(_S.SECONDING, _PROPOSED, PERSON),
    (_S.CONFIRMED, _C.PROPOSE): Move(_S.SECONDING, _PROPOSED, PERSON),
    (_S.REJECTED, _C.PROPOSE): Move(_S.SECONDING, _PROPOSED, PERSON),
    (_S.SECONDING, _C.AGREE_CONFIRM): Move(_S.CONFIRMED, _MADE, PERSON),
    (_S.SECONDING, _C.AGREE_REJECT): Move(_S.REJECTED, _MADE, PERSON),
    (_S.SECONDING, _C.AGREE_REVERSE_TO_CONFIRM): Move(_S.CONFIRMED, _REVERSED, PERSON),
    (_S.SECONDING, _C.AGREE_REVERSE_TO_REJECT): Move(_S.REJECTED, _REVERSED, PERSON),
    (_S.SECONDING, _C.DECLINE): Move(_S.PENDING, _DECLINED, PERSON),
    # A declined reversal leaves the decision in force that it would have reversed.
    (_S.SECONDING, _C.KEEP_CONFIRMED): Move(_S.CONFIRMED, _DECLINED, PERSON),
    (_S.SECONDING, _C.KEEP_REJECTED): Move(_S.REJECTED, _DECLINED, PERSON),
    (_S.PENDING, _C.REOPEN): Move(_S.PENDING, "case:reopen", NODE),
    (_S.SECONDING, _C.REOPEN): Move(_S.PENDING, "case:reopen", NODE),
    (_S.CONFIRMED, _C.REOPEN): Move(_S.PENDING, "case:reopen", NODE),
}

ITEM = Machine(
    name="case-item",
    title="An item in a case",
    states=tuple(ItemState),
    initial=ItemState.PENDING,
    finals=frozenset(),
    moves=_TABLE,
    sources=("Reg. (EU) 2021/1232, Art. 3(1)(g)(iii)",),
)


def command_for(finding: Finding, *, reverses: bool, proposed: bool) -> Command:
    """The command by which a person's `finding` moves an item, or is `proposed`."""
    if proposed:
        return Command.PROPOSE
    if finding is Finding.CONFIRMED:
        return Command.REVERSE_TO_CONFIRM if reverses else Command.CONFIRM
    return Command.REVERSE_TO_REJECT if reverses else Command.REJECT


def agreed(finding: Finding, *, reverses: bool) -> Command:
    """The command by which a second person agrees to a proposed `finding`."""
    if finding is Finding.CONFIRMED:
        return Command.AGREE_REVERSE_TO_CONFIRM if reverses else Command.AGREE_CONFIRM
    return Command.AGREE_REVERSE_TO_REJECT if reverses else Command.AGREE_REJECT


def declined(standing: Finding | None) -> Command:
    """The command by which a second person declines; `standing` is the finding left in force."""
    if standing is None:
        return Command.DECLINE
    return Command.KEEP_CONFIRMED if standing is Finding.CONFIRMED else Command.KEEP_REJECTED


def move(state: ItemState, command: Command, *, by: str = "person") -> Applied[ItemState]:
    """The state after `command`, and the event that tells of it. Raises MoveRefused."""
    try:
        return engine.apply(ITEM, state, command, actor_role=by)
    except law_errors.MoveRefused as refusal:
        raise MoveRefused(state=state.value, command=command.value) from refusal
