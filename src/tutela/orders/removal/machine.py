"""Where a removal order stands, in words, and how it moves, by `law.machines.content_order`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tutela.law import errors as law_errors
from tutela.law import machine as engine
from tutela.law.machines.content_order import REMOVAL_ORDER
from tutela.orders.removal.errors import RemovalMoveRefused
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutela.law.machine import Applied
    from tutela.law.machines.parts import Party


class RemovalState(StrEnum):
    """The states of the law's table."""

    REQUESTED = "requested"
    REFUSED = "refused"
    ISSUED = "issued"
    RECEIVED = "received"
    SUSPENDED = "suspended"
    OVERDUE = "overdue"
    ENFORCEMENT = "enforcement"
    EXECUTED = "executed"
    VERIFIED = "verified"
    HIDDEN = "non-disclosure"
    HIDDEN_LONGER = "non-disclosure-extended"
    INFORMED = "user-informed"
    CHALLENGED = "challenged"
    UPHELD = "upheld"
    ANNULLED = "annulled"
    REVERSED = "reversed"
    FINAL = "final"
    CLOSED = "closed"

    @property
    def sentence(self) -> str:
        """The state in one sentence, for whoever works on the order."""
        return SENTENCES[self]

    @property
    def over(self) -> bool:
        """Whether nothing more is to be done."""
        return self in OVER


class Command(StrEnum):
    """What can be done with a removal order."""

    SIGN = "sign"
    REFUSE = "refuse"
    RECEIVE = "receive"
    CLAIM = "claim-impossibility"
    ASK = "ask-clarification"
    END = "end-impossibility"
    CLARIFY = "clarify"
    EXECUTE = "execute"
    RUN_OUT = "run-out"
    ENFORCE = "enforce"
    VERIFY = "verify"
    WITHHOLD = "withhold"
    EXTEND = "extend"
    INFORM = "inform-user"
    CHALLENGE = "challenge"
    UPHOLD = "uphold"
    ANNUL = "annul"
    REINSTATE = "reinstate"
    FINALISE = "finalise"
    COPY = "transmit-copies"


_S = RemovalState
OVER = frozenset({_S.REFUSED, _S.REVERSED, _S.FINAL, _S.CLOSED})
RUNNING = frozenset({_S.RECEIVED, _S.OVERDUE, _S.ENFORCEMENT})
HIDING = frozenset({_S.HIDDEN, _S.HIDDEN_LONGER})
SENTENCES: Mapping[RemovalState, str] = {
    _S.REQUESTED: phrase("It was asked for. A court reads it, and signs or refuses it."),
    _S.REFUSED: phrase("The court refused it."),
    _S.ISSUED: phrase("The court signed it. It is on its way to the provider."),
    _S.RECEIVED: phrase("The provider has it, and has twenty-four hours to carry it out."),
    _S.SUSPENDED: phrase("Its clock stands still: it cannot be carried out, or is not clear."),
    _S.OVERDUE: phrase("Its time has run out, and nobody said that it was carried out."),
    _S.ENFORCEMENT: phrase("Its time has run out, and the authority takes steps."),
    _S.EXECUTED: phrase("The provider says that it was carried out."),
    _S.VERIFIED: phrase("It was carried out, and the Centre saw that it is gone."),
    _S.HIDDEN: phrase("It was carried out. Users must not be told of it yet."),
    _S.HIDDEN_LONGER: phrase("It was carried out. Users must not be told for longer."),
    _S.INFORMED: phrase("It was carried out, and users were told."),
    _S.CHALLENGED: phrase("It is challenged before the court."),
    _S.UPHELD: phrase("The court upheld it."),
    _S.ANNULLED: phrase("The court annulled it. The provider restores what it removed."),
    _S.REVERSED: phrase("The court annulled it, and it was undone."),
    _S.FINAL: phrase("It is final: nobody can seek redress any more."),
    _S.CLOSED: phrase("It is final, and its copies were given away."),
}


@dataclass(frozen=True, slots=True)
class Moved:
    """Where an order stands after a move, and what that did."""

    state: RemovalState
    applied: Applied[str]


def move(
    state: RemovalState, command: str, by: Party, *, facts: Mapping[str, bool] | None = None
) -> Moved:
    """The state after `command`. Raises RemovalMoveRefused."""
    try:
        applied = engine.apply(
            REMOVAL_ORDER, state.value, command, actor_role=by, facts=facts or {}
        )
    except law_errors.MoveRefused as refusal:
        raise RemovalMoveRefused(state=state.value, command=command) from refusal
    return Moved(RemovalState(applied.target), applied)


def can(state: RemovalState, command: str) -> bool:
    """Whether the table has that move, whoever makes it."""
    return (state.value, command) in REMOVAL_ORDER.moves
