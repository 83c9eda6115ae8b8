"""How a submission, and an access, move: two tables."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from tutela.exchanges.errors import AccessMoveRefused, SubmissionMoveRefused
from tutela.law import errors as law_errors
from tutela.law import machine as engine
from tutela.law.machine import Applied, Machine, Move, from_each, merge
from tutela.texts.phrase import phrase


class SubmissionState(StrEnum):
    """Where a submission stands. The Centre's begins as submitted."""

    PROPOSED = "proposed"
    DROPPED = "dropped"
    SUBMITTED = "submitted"
    REFUSED = "refused"
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> str:
        return _SUBMISSION_WORDS[self]


class SubmissionCommand(StrEnum):
    """What can be done with it."""

    AGREE = "agree"
    DROP = "drop"
    TAKE = "take"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


class AccessState(StrEnum):
    """Where an access stands."""

    REQUESTED = "requested"
    REFUSED = "refused"
    GRANTED = "granted"
    OVER = "over"
    ERASED = "erased"  # at the provider: nothing of what came is left

    @property
    def words(self) -> str:
        return _ACCESS_WORDS[self]


class AccessCommand(StrEnum):
    """What can be done with it."""

    GRANT = "grant"
    REFUSE = "refuse"
    ASK_LONGER = "ask-longer"
    PROLONG = "prolong"
    KEEP = "keep"
    END = "end"
    ERASE = "erase"


AUTHORITY: Final = "authority"
PROVIDER: Final = "provider"
CENTRE: Final = "centre"
NODE: Final = "node"
ANOTHER: Final = "another_agreed"
_S, _C = SubmissionState, SubmissionCommand
_SUBMISSION_WORDS = {
    _S.PROPOSED: phrase("waits for a second person"),
    _S.DROPPED: phrase("not agreed to"),
    _S.SUBMITTED: phrase("waits at the Centre"),
    _S.REFUSED: phrase("not taken in"),
    _S.TAKEN: phrase("in the Centre's database"),
    _S.WITHDRAWN: phrase("withdrawn"),
}

SUBMISSION: Machine[SubmissionState] = Machine(
    name="indicator-submission",
    title="An indicator that an authority submits",
    states=tuple(SubmissionState),
    initial=_S.PROPOSED,
    finals=frozenset({_S.DROPPED, _S.REFUSED, _S.WITHDRAWN}),
    moves=merge(
        "indicator-submission",
        {
            (_S.PROPOSED, _C.AGREE): Move(
                _S.SUBMITTED, "submission:agree", frozenset({AUTHORITY}), guard=ANOTHER
            ),
            (_S.PROPOSED, _C.DROP): Move(_S.DROPPED, "submission:drop", frozenset({AUTHORITY})),
            (_S.SUBMITTED, _C.TAKE): Move(_S.TAKEN, "submission:take", frozenset({CENTRE})),
            (_S.SUBMITTED, _C.REFUSE): Move(_S.REFUSED, "submission:refuse", frozenset({CENTRE})),
        },
        from_each(
            (_S.SUBMITTED, _S.TAKEN),
            _C.WITHDRAW,
            Move(_S.WITHDRAWN, "submission:withdraw", frozenset({AUTHORITY, CENTRE})),
        ),
    ),
    guards={ANOTHER: "Another person assessed it than the one who proposed it."},
    sources=("COM(2022) 209, Articles 36 and 44 (draft law)",),
)

_A, _D = AccessState, AccessCommand
_ACCESS_WORDS = {
    _A.REQUESTED: phrase("waits for the Centre"),
    _A.REFUSED: phrase("not granted"),
    _A.GRANTED: phrase("granted"),
    _A.OVER: phrase("over"),
    _A.ERASED: phrase("over, and erased"),
}

ACCESS: Machine[AccessState] = Machine(
    name="indicator-access",
    title="A provider's access to indicators",
    states=tuple(AccessState),
    initial=_A.REQUESTED,
    finals=frozenset({_A.REFUSED, _A.ERASED}),
    moves={
        (_A.REQUESTED, _D.GRANT): Move(_A.GRANTED, "access:grant", frozenset({CENTRE})),
        (_A.REQUESTED, _D.REFUSE): Move(_A.REFUSED, "access:refuse", frozenset({CENTRE})),
        (_A.GRANTED, _D.ASK_LONGER): Move(_A.GRANTED, "access:ask-longer", frozenset({PROVIDER})),
        (_A.GRANTED, _D.PROLONG): Move(_A.GRANTED, "access:prolong", frozenset({CENTRE})),
        (_A.GRANTED, _D.KEEP): Move(_A.GRANTED, "access:keep", frozenset({CENTRE})),
        (_A.GRANTED, _D.END): Move(_A.OVER, "access:end", frozenset({CENTRE, NODE})),
        (_A.OVER, _D.ERASE): Move(_A.ERASED, "access:erase", frozenset({NODE})),
    },
    sources=("COM(2022) 209, Article 46 (draft law)",),
)


def move_submission(
    state: SubmissionState, command: SubmissionCommand, by: str, *, another: bool = False
) -> Applied[SubmissionState]:
    """Where it stands after `command`. Raises SubmissionMoveRefused."""
    try:
        return engine.apply(SUBMISSION, state, command, actor_role=by, facts={ANOTHER: another})
    except law_errors.MoveRefused as refusal:
        raise SubmissionMoveRefused(state=state.words, command=command.value) from refusal


def move_access(state: AccessState, command: AccessCommand, by: str) -> Applied[AccessState]:
    """Where it stands after `command`. Raises AccessMoveRefused."""
    try:
        return engine.apply(ACCESS, state, command, actor_role=by)
    except law_errors.MoveRefused as refusal:
        raise AccessMoveRefused(state=state.words, command=command.value) from refusal
