"""Where an order stands, in words, and how it moves, by `law.machines.authority_order`."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from tutela.law import errors as law_errors
from tutela.law import machine as engine
from tutela.law.machines.authority_order import ORDER
from tutela.law.machines.parts import Party
from tutela.orders.errors import OrderMoveRefused
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping


class OrderState(StrEnum):
    """The states of the law's table."""

    RECEIVED = "received"
    DISMISSED = "dismissed"
    REGISTERED = "registered"
    LACKING = "lacking"
    REFUSED = "refused"
    ANSWERED = "answered"
    EXECUTING = "executing"
    EFFECTED = "effected"
    REPORTED = "reported"
    REINSTATING = "reinstating"
    REINSTATED = "reinstated"
    WITHDRAWN = "withdrawn"

    @property
    def sentence(self) -> str:
        """The state in one sentence, for whoever works on the order."""
        return SENTENCES[self]

    @property
    def over(self) -> bool:
        """Whether nothing more is to be done. A reported order can still be withdrawn."""
        return self in OVER


class Command(StrEnum):
    """What can be done with an order."""

    REGISTER = "register"
    DISMISS = "dismiss"
    RETURN = "return"
    COMPLETE = "complete"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    EXECUTE = "execute"
    SETTLE = "settle"
    REPORT = "report"


_S = OrderState
_C = Command
OVER = frozenset({_S.DISMISSED, _S.ANSWERED, _S.REPORTED, _S.WITHDRAWN})
SENTENCES: Mapping[OrderState, str] = {
    _S.RECEIVED: phrase("It came in and is kept. A person registers what it says."),
    _S.DISMISSED: phrase("A person found that it is no order of its own."),
    _S.REGISTERED: phrase("It is registered. A person checks it and says whether it takes effect."),
    _S.LACKING: phrase("It went back for what it lacks. It waits for the authority."),
    _S.REFUSED: phrase("It takes no effect. Tell the authority why."),
    _S.ANSWERED: phrase("It takes no effect, and the authority was told why."),
    _S.EXECUTING: phrase("It is being carried out. Not every target has its answer yet."),
    _S.EFFECTED: phrase("Every target has its answer. Tell the authority what came of it."),
    _S.REPORTED: phrase("It took effect, and the authority was told."),
    _S.REINSTATING: phrase("It was withdrawn. What it led to is being undone."),
    _S.REINSTATED: phrase("It was withdrawn and undone. Tell the authority."),
    _S.WITHDRAWN: phrase("The authority withdrew it."),
}
_BY = {_C.COMPLETE: Party.AUTHORITY, _C.WITHDRAW: Party.AUTHORITY, _C.SETTLE: Party.SYSTEM}


def move(
    state: OrderState, command: Command, *, facts: Mapping[str, bool] | None = None
) -> OrderState:
    """The state after `command`. Raises OrderMoveRefused.

    Whoever records what an authority did acts for it in the table.
    """
    try:
        applied = engine.apply(
            ORDER,
            state.value,
            command.value,
            actor_role=_BY.get(command, Party.PROVIDER),
            facts=facts or {},
        )
    except law_errors.MoveRefused as refusal:
        raise OrderMoveRefused(state=state.value, command=command.value) from refusal
    return OrderState(applied.target)


def possible(state: OrderState) -> frozenset[Command]:
    """What can be done with an order in this state."""
    return frozenset(Command(name) for start, name in ORDER.moves if start == state.value)
