"""Where a request stands, in words, and how it moves, by `law.machines.victim_request`; and how the
provider's side of it does.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tutela.law import errors as law_errors
from tutela.law import machine as engine
from tutela.law.machine import Applied, Machine, Move, from_each, merge
from tutela.law.machines.parts import Party
from tutela.law.machines.victim_request import VICTIM_REQUEST
from tutela.redress.requests.errors import RemovalMoveRefused, VictimMoveRefused
from tutela.redress.requests.model import Removal
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class VictimState(StrEnum):
    """The states of the law's table."""

    RECEIVED = "received"
    IDENTITY_CHECK = "identity-check"
    TO_CENTRE = "to-centre"
    MATCHED = "matched"
    NO_MATCH = "no-match"
    PROVIDER_ASKED = "provider-asked"
    NOTIFIED = "notified"
    REMOVED = "removed"
    RECHECK = "recheck"
    ORDER_REQUESTED = "order-requested"
    ANSWERED = "answered"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

    @property
    def sentence(self) -> str:
        """The state in one sentence, for whoever works on the request."""
        return SENTENCES[self]


class Command(StrEnum):
    """What can be done with a request."""

    CHECK_IDENTITY = "check-identity"
    PASS_ON = "pass-on"  # noqa: S105
    DECLINE = "decline"
    REFUSE_REPRESENTATIVE = "refuse-representative"
    MATCH = "match"
    FIND_NONE = "find-none"
    ASK_PROVIDER = "ask-provider"
    NOTIFY = "notify"
    REMOVE = "remove"
    REQUEST_ORDER = "request-order"
    RECHECK = "recheck"
    FIND_GONE = "find-gone"
    FIND_AGAIN = "find-again"
    ANSWER = "answer"
    WITHDRAW = "withdraw"


_S, _C = VictimState, Command
SENTENCES: Mapping[VictimState, str] = {
    _S.RECEIVED: phrase("It came in. Nobody has asked yet who it is from."),
    _S.IDENTITY_CHECK: phrase("Whoever asks shows who they are. Then it goes to the EU Centre."),
    _S.TO_CENTRE: phrase("The EU Centre searches."),
    _S.MATCHED: phrase("The EU Centre found reports."),
    _S.NO_MATCH: phrase("The EU Centre found no report."),
    _S.PROVIDER_ASKED: phrase("The provider was asked to remove it."),
    _S.NOTIFIED: phrase("It is still there, or there again. An order can be asked for."),
    _S.REMOVED: phrase("It was removed. People look from time to time whether it stays away."),
    _S.RECHECK: phrase("Somebody looks whether it stays away."),
    _S.ORDER_REQUESTED: phrase("It is still there. A removal order was asked for."),
    _S.ANSWERED: phrase("The person has their answer."),
    _S.DECLINED: phrase("It was declined."),
    _S.WITHDRAWN: phrase("The person took it back, and what it said is erased."),
}
_BY: Mapping[Command, Party] = {
    **dict.fromkeys(
        (_C.CHECK_IDENTITY, _C.PASS_ON, _C.DECLINE, _C.REFUSE_REPRESENTATIVE), Party.AUTHORITY
    ),
    **dict.fromkeys((_C.REQUEST_ORDER, _C.ANSWER), Party.AUTHORITY),
    _C.REMOVE: Party.PROVIDER,
    _C.WITHDRAW: Party.VICTIM,
}
# How the authority follows what the Centre says of where it stands.
WAYS: Final[Mapping[tuple[VictimState, VictimState], tuple[Command, ...]]] = {
    (_S.MATCHED, _S.PROVIDER_ASKED): (_C.ASK_PROVIDER,),
    (_S.PROVIDER_ASKED, _S.NOTIFIED): (_C.NOTIFY,),
    (_S.PROVIDER_ASKED, _S.REMOVED): (_C.REMOVE,),
    (_S.NOTIFIED, _S.REMOVED): (_C.REMOVE,),
    (_S.REMOVED, _S.NOTIFIED): (_C.RECHECK, _C.FIND_AGAIN),
}


def move(
    state: VictimState, command: Command, *, facts: Mapping[str, bool] | None = None
) -> Applied[VictimState]:
    """The state after `command`, and the event that tells of it. Raises VictimMoveRefused.

    Each institution moves a row of its own by the one table, and hears of the others' moves.
    """
    try:
        applied = engine.apply(
            VICTIM_REQUEST,
            state.value,
            command.value,
            actor_role=_BY.get(command, Party.CENTRE),
            facts=facts or {},
        )
    except law_errors.MoveRefused:
        raise VictimMoveRefused(state=state.value, command=command.value) from None
    return Applied(VictimState(applied.target), applied.event, applied.clocks)


def possible(state: VictimState) -> frozenset[Command]:
    """What can be done with a request in this state."""
    return frozenset(Command(name) for start, name in VICTIM_REQUEST.moves if start == state.value)


def all_gone(removals: Iterable[Removal]) -> bool:
    """Whether all that was asked about is removed, and something was."""
    asked = [one for one in removals if one is not Removal.UNASKED]
    return bool(asked) and set(asked) == {Removal.REMOVED}


class RemovalState(StrEnum):
    """Where a request stands at the provider."""

    ASKED = "asked"
    REMOVED = "removed"
    KEPT = "kept"
    ERASED = "erased"

    @property
    def words(self) -> str:
        return _WORDS[self]


class RemovalCommand(StrEnum):
    """What can be done with it there."""

    REMOVE = "remove"
    KEEP = "keep"
    ASK_AGAIN = "ask-again"
    ERASE = "erase"


_R, _D = RemovalState, RemovalCommand
_WORDS = {
    _R.ASKED: phrase("waits for an answer"),
    _R.REMOVED: phrase("removed"),
    _R.KEPT: phrase("not removed"),
    _R.ERASED: phrase("erased"),
}
PERSON, CENTRE, NODE = "person", "centre", "node"
REMOVAL_REQUEST: Machine[RemovalState] = Machine(
    name="removal-request",
    title="Request for removal, at the provider",
    states=tuple(RemovalState),
    initial=_R.ASKED,
    finals=frozenset({_R.ERASED}),
    moves=merge(
        "removal-request",
        {
            (_R.ASKED, _D.REMOVE): Move(
                _R.REMOVED, "removal-request:remove", frozenset({PERSON}), source="Article 21(1)"
            ),
            (_R.ASKED, _D.KEEP): Move(_R.KEPT, "removal-request:keep", frozenset({PERSON})),
        },
        from_each(
            (_R.REMOVED, _R.KEPT),
            _D.ASK_AGAIN,
            Move(
                _R.ASKED,
                "removal-request:ask-again",
                frozenset({CENTRE}),
                source="Article 49(2)",
            ),
        ),
        from_each(
            (_R.ASKED, _R.REMOVED, _R.KEPT),
            _D.ERASE,
            Move(_R.ERASED, "removal-request:erase", frozenset({CENTRE, NODE})),
        ),
    ),
    sources=("COM(2022) 209, Articles 21 and 49(2)",),
)


def move_removal(state: RemovalState, command: RemovalCommand, by: str) -> Applied[RemovalState]:
    """The state after `command`, and the event that tells of it. Raises RemovalMoveRefused."""
    try:
        return engine.apply(REMOVAL_REQUEST, state, command, actor_role=by)
    except law_errors.MoveRefused:
        raise RemovalMoveRefused(state=state.value, command=command.value) from None
