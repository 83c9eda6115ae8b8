"""The states of an item in a case, and who may move it: a table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tutela.casework.errors import MoveRefused
from tutela.law import errors as law_errors
from tutela.law import machine as engine
from tutela.law.machine import Applied, Machine, Move, from_each, merge
from tutela.law.model import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping


class ItemState(StrEnum):
    """Where an item stands. None is final: any decision can be reversed."""

    PENDING = "pending"
    UNSURE = "unsure"  # somebody could not decide: another person must look
    SECONDING = "seconding"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    AGE_AMBIGUOUS = "age-ambiguous"
    OTHER_ILLEGAL = "other-illegal"


class Command(StrEnum):
    """What can be done to an item."""

    CONFIRM = "confirm"
    REJECT = "reject"
    FIND_AMBIGUOUS = "find-ambiguous"
    FIND_OTHER = "find-other"
    REVERSE_TO_CONFIRM = "reverse-to-confirm"
    REVERSE_TO_REJECT = "reverse-to-reject"
    REVERSE_TO_AMBIGUOUS = "reverse-to-ambiguous"
    REVERSE_TO_OTHER = "reverse-to-other"
    DOUBT = "doubt"
    PROPOSE = "propose"
    AGREE_CONFIRM = "agree-confirm"
    AGREE_REJECT = "agree-reject"
    AGREE_AMBIGUOUS = "agree-ambiguous"
    AGREE_OTHER = "agree-other"
    AGREE_REVERSE_TO_CONFIRM = "agree-reverse-to-confirm"
    AGREE_REVERSE_TO_REJECT = "agree-reverse-to-reject"
    AGREE_REVERSE_TO_AMBIGUOUS = "agree-reverse-to-ambiguous"
    AGREE_REVERSE_TO_OTHER = "agree-reverse-to-other"
    DECLINE = "decline"
    DECLINE_DOUBTED = "decline-doubted"
    KEEP_CONFIRMED = "keep-confirmed"
    KEEP_REJECTED = "keep-rejected"
    KEEP_AMBIGUOUS = "keep-ambiguous"
    KEEP_OTHER = "keep-other"
    REOPEN = "reopen"


PERSON = frozenset({"person"})
NODE = frozenset({"node"})
_MADE = "decision:make"
_REVERSED = "decision:reverse"
_PROPOSED = "decision:propose"
_DECLINED = "decision:decline"
_PASSED = "decision:pass"
_S = ItemState
_C = Command


@dataclass(frozen=True, slots=True)
class _Way:
    """The state that a finding leads to, and the commands by which an item comes there."""

    there: ItemState
    make: Command
    reverse: Command
    agree: Command
    agree_reverse: Command
    keep: Command


_WAYS: Mapping[Finding, _Way] = {
    Finding.CONFIRMED: _Way(
        _S.CONFIRMED,
        _C.CONFIRM,
        _C.REVERSE_TO_CONFIRM,
        _C.AGREE_CONFIRM,
        _C.AGREE_REVERSE_TO_CONFIRM,
        _C.KEEP_CONFIRMED,
    ),
    Finding.NOT_ABUSE_MATERIAL: _Way(
        _S.REJECTED,
        _C.REJECT,
        _C.REVERSE_TO_REJECT,
        _C.AGREE_REJECT,
        _C.AGREE_REVERSE_TO_REJECT,
        _C.KEEP_REJECTED,
    ),
    Finding.AGE_AMBIGUOUS: _Way(
        _S.AGE_AMBIGUOUS,
        _C.FIND_AMBIGUOUS,
        _C.REVERSE_TO_AMBIGUOUS,
        _C.AGREE_AMBIGUOUS,
        _C.AGREE_REVERSE_TO_AMBIGUOUS,
        _C.KEEP_AMBIGUOUS,
    ),
    Finding.OTHER_ILLEGAL: _Way(
        _S.OTHER_ILLEGAL,
        _C.FIND_OTHER,
        _C.REVERSE_TO_OTHER,
        _C.AGREE_OTHER,
        _C.AGREE_REVERSE_TO_OTHER,
        _C.KEEP_OTHER,
    ),
}

TO_DECIDE = frozenset({_S.PENDING, _S.UNSURE})
WAITING = TO_DECIDE | {_S.SECONDING}
DECIDED = frozenset(way.there for way in _WAYS.values())
# What people found not to be confirmed as abuse material: nothing is kept or kept from view for it.
CLEARED = DECIDED - {_S.CONFIRMED}


def _moves(way: _Way) -> Mapping[tuple[ItemState, str], Move[ItemState]]:
    """The moves by which a finding is made, proposed elsewhere, agreed to, or left in force."""
    made, turned = Move(way.there, _MADE, PERSON), Move(way.there, _REVERSED, PERSON)
    undecided = (_S.PENDING, _S.UNSURE)
    others = tuple(other.there for other in _WAYS.values() if other is not way)
    return merge(
        "case-item",
        from_each(undecided, way.make, made),
        # What was reopened still has the decision that a new one may reverse.
        from_each((*undecided, *others), way.reverse, turned),
        {
            (_S.SECONDING, way.agree): made,
            (_S.SECONDING, way.agree_reverse): turned,
            # A declined reversal leaves the decision in force that it would have reversed.
            (_S.SECONDING, way.keep): Move(way.there, _DECLINED, PERSON),
        },
    )


_DECIDING = tuple(way.there for way in _WAYS.values())
_TABLE: Mapping[tuple[ItemState, str], Move[ItemState]] = merge(
    "case-item",
    *(_moves(way) for way in _WAYS.values()),
    from_each((_S.PENDING, _S.UNSURE), _C.DOUBT, Move(_S.UNSURE, _PASSED, PERSON)),
    from_each(
        (_S.PENDING, _S.UNSURE, *_DECIDING), _C.PROPOSE, Move(_S.SECONDING, _PROPOSED, PERSON)
    ),
    {
        (_S.SECONDING, _C.DECLINE): Move(_S.PENDING, _DECLINED, PERSON),
        # Whoever was unsure before it was proposed still leaves it to another person.
        (_S.SECONDING, _C.DECLINE_DOUBTED): Move(_S.UNSURE, _DECLINED, PERSON),
    },
    from_each(
        (_S.PENDING, _S.UNSURE, _S.SECONDING, _S.CONFIRMED, _S.AGE_AMBIGUOUS),
        _C.REOPEN,
        Move(_S.PENDING, "case:reopen", NODE),
    ),
)

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
    if finding is Finding.UNSURE:
        return Command.DOUBT
    if proposed:
        return Command.PROPOSE
    way = _WAYS[finding]
    return way.reverse if reverses else way.make


def agreed(finding: Finding, *, reverses: bool) -> Command:
    """The command by which a second person agrees to a proposed `finding`."""
    way = _WAYS[finding]
    return way.agree_reverse if reverses else way.agree


def declined(standing: Finding | None, *, doubted: bool = False) -> Command:
    """The command by which a second person declines; `standing` is the finding left in force.

    `doubted`: somebody was unsure before it was proposed.
    """
    if standing is not None:
        return _WAYS[standing].keep
    return Command.DECLINE_DOUBTED if doubted else Command.DECLINE


def move(state: ItemState, command: Command, *, by: str = "person") -> Applied[ItemState]:
    """The state after `command`, and the event that tells of it. Raises MoveRefused."""
    try:
        return engine.apply(ITEM, state, command, actor_role=by)
    except law_errors.MoveRefused as refusal:
        raise MoveRefused(state=state.value, command=command.value) from refusal
