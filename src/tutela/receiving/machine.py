"""Where a received report stands, in words, and how it moves, by `law.machines.report`.

The Centre's copy and the authority's move by the same table: each moves when it acts, and when the
other says that it did.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tutela.law import errors as law_errors
from tutela.law import machine as engine
from tutela.law.machines.parts import Party
from tutela.law.machines.report import REPORT
from tutela.receiving.errors import ReceivedMoveRefused
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping


class State(StrEnum):
    """Those states of the law's table that a receiver sees."""

    SUBMITTED = "submitted"
    INCOMPLETE = "incomplete"
    TRIAGE = "triage"
    UNFOUNDED = "manifestly-unfounded"
    FORWARDED = "forwarded-member-state"
    EUROPOL = "forwarded-europol"
    CONFIRMED = "confirmed"
    NOT_ABUSE = "not-abuse-material"
    OUTCOME = "outcome"

    @property
    def sentence(self) -> str:
        """The state in one sentence, for whoever works on the report."""
        return SENTENCES[self]

    @property
    def over(self) -> bool:
        """Whether nothing more is to be done."""
        return self in OVER


class Command(StrEnum):
    """What can be done with a received report."""

    ASK = "ask-for-fields"
    SUPPLY = "supply-fields"
    TAKE_IN = "take-in"
    FIND_UNFOUNDED = "find-unfounded"
    FORWARD = "forward-to-member-state"
    TO_EUROPOL = "forward-to-europol"
    REFER = "refer"
    EXTEND = "extend-assessment"
    CONFIRM = "confirm"
    REJECT = "reject"
    CONCLUDE = "record-outcome"


_S = State
_C = Command
OVER: Final = frozenset({_S.UNFOUNDED, _S.NOT_ABUSE, _S.OUTCOME})
TRIAGING: Final = frozenset({_C.FIND_UNFOUNDED, _C.FORWARD, _C.TO_EUROPOL})
SENTENCES: Mapping[State, str] = {
    _S.SUBMITTED: phrase("It came in. A person checks what it lacks, and says where it goes."),
    _S.INCOMPLETE: phrase("The provider was asked for what it lacks. It waits for the answer."),
    _S.TRIAGE: phrase("A person says where it goes."),
    _S.UNFOUNDED: phrase("It was found unfounded, and the provider was told why."),
    _S.FORWARDED: phrase("It is with the authority, which assesses each item."),
    _S.EUROPOL: phrase("It is for Europol. A person hands it over, or refers it to an authority."),
    _S.CONFIRMED: phrase("The authority confirmed an item. It waits for what came of it."),
    _S.NOT_ABUSE: phrase("The authority found no item to be abuse material."),
    _S.OUTCOME: phrase("It is known what came of it."),
}
_BY: Mapping[Command, Party] = {
    _C.SUPPLY: Party.PROVIDER,
    _C.REFER: Party.EUROPOL,
    _C.EXTEND: Party.LAW_ENFORCEMENT,
    _C.CONFIRM: Party.LAW_ENFORCEMENT,
    _C.REJECT: Party.LAW_ENFORCEMENT,
    _C.CONCLUDE: Party.LAW_ENFORCEMENT,
}
# What the table asks, and this room's use cases have made sure of before they move.
_FACTS: Mapping[Command, Mapping[str, bool]] = {
    _C.FORWARD: {"jurisdiction-known": True},
    _C.TO_EUROPOL: {"jurisdiction-unclear": True},
    _C.EXTEND: {"complex": True},
}


def move(state: State, command: Command) -> State:
    """The state after `command`; triage takes a report in first. Raises ReceivedMoveRefused."""
    if state is _S.SUBMITTED and command in TRIAGING:
        state = move(state, _C.TAKE_IN)
    try:
        applied = engine.apply(
            REPORT,
            state.value,
            command.value,
            actor_role=_BY.get(command, Party.CENTRE),
            facts=_FACTS.get(command, {}),
        )
    except law_errors.MoveRefused as refusal:
        raise ReceivedMoveRefused(state=state.value, command=command.value) from refusal
    return State(applied.target)


def possible(state: State) -> frozenset[Command]:
    """What can be done with a report in this state."""
    return frozenset(one for one in Command if _can(state, one))


def _can(state: State, command: Command) -> bool:
    try:
        move(state, command)
    except ReceivedMoveRefused:
        return False
    return True
