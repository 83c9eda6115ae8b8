"""How a report to one recipient moves: a table. A person sends; the node carries it out."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from tutela.law import errors as law_errors
from tutela.law import machine as engine
from tutela.law.machine import Applied, Machine, Move, from_each, merge
from tutela.reporting.errors import ReportMoveRefused
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping


class ReportState(StrEnum):
    """Where a report stands. Only `filed` means that the recipient has it, and has said so."""

    DRAFT = "draft"
    QUEUED = "queued"
    HANDED = "handed"
    FILED = "filed"
    REFUSED = "refused"
    FAILED = "failed"
    UNCLEAR = "unclear"
    RETRACTING = "retracting"
    RETRACTED = "retracted"
    CANCELLED = "cancelled"

    @property
    def sentence(self) -> str:
        """The state in one sentence, for whoever waits for it."""
        return _SENTENCES[self]

    @property
    def over(self) -> bool:
        return self in _OVER


class Command(StrEnum):
    """What can be done with a report."""

    SEND = "send"
    HAND = "hand"
    FILE = "file"
    MARK_SENT = "mark-sent"
    REFUSE = "refuse"
    FAIL = "fail"
    DOUBT = "doubt"
    REVISE = "revise"
    RETRY = "retry"
    CANCEL = "cancel"
    RETRACT = "retract"
    FIND_RETRACTED = "find-retracted"
    FIND_FILED = "find-filed"
    SETTLE_FILED = "settle-filed"
    SETTLE_NOT_FILED = "settle-not-filed"


_S = ReportState
_C = Command
_OVER = frozenset({_S.FILED, _S.RETRACTED, _S.CANCELLED})
_SENTENCES: Mapping[ReportState, str] = {
    _S.DRAFT: phrase("Nobody has sent it. It is complete when you say so."),
    _S.QUEUED: phrase("It is on its way to the recipient."),
    _S.HANDED: phrase("The pack is ready. Send it to the recipient, then mark it as sent."),
    _S.FILED: phrase("The recipient has it and gave a receipt."),
    _S.REFUSED: phrase(
        "The recipient, or the check before sending, refused it. Change it, or cancel it."
    ),
    _S.FAILED: phrase(
        "It could not be delivered and all tries are used up. Try again, or retract it."
    ),
    _S.UNCLEAR: phrase("The recipient may have it, but its answer was lost. Ask there first."),
    _S.RETRACTING: phrase("It is being taken back."),
    _S.RETRACTED: phrase("It was taken back before it was filed."),
    _S.CANCELLED: phrase("It was dropped before it was sent."),
}

PERSON = frozenset({"person"})
NODE = frozenset({"node"})

_TABLE = merge(
    "filing",
    {
        (_S.DRAFT, _C.SEND): Move(_S.QUEUED, "report:send", PERSON),
        (_S.QUEUED, _C.HAND): Move(_S.HANDED, "report:hand", NODE),
        (_S.QUEUED, _C.FILE): Move(_S.FILED, "report:file", NODE),
        (_S.QUEUED, _C.REFUSE): Move(_S.REFUSED, "report:refuse", NODE),
        (_S.QUEUED, _C.FAIL): Move(_S.FAILED, "report:fail", NODE),
        (_S.QUEUED, _C.DOUBT): Move(_S.UNCLEAR, "report:doubt", NODE),
        (_S.HANDED, _C.MARK_SENT): Move(_S.FILED, "report:file", PERSON),
        (_S.REFUSED, _C.REVISE): Move(_S.DRAFT, "report:revise", PERSON),
        # By the node, when a decision behind a pack that nobody has sent yet was undone.
        (_S.HANDED, _C.REVISE): Move(_S.DRAFT, "report:revise", PERSON | NODE),
        (_S.FAILED, _C.RETRY): Move(_S.QUEUED, "report:retry", PERSON),
        (_S.RETRACTING, _C.FIND_RETRACTED): Move(_S.RETRACTED, "report:retract", NODE),
        (_S.RETRACTING, _C.FIND_FILED): Move(_S.FILED, "report:file", NODE),
        (_S.RETRACTING, _C.DOUBT): Move(_S.UNCLEAR, "report:doubt", NODE),
        (_S.UNCLEAR, _C.SETTLE_FILED): Move(_S.FILED, "report:settle", PERSON),
        (_S.UNCLEAR, _C.SETTLE_NOT_FILED): Move(_S.QUEUED, "report:settle", PERSON),
    },
    from_each(
        (_S.DRAFT, _S.REFUSED, _S.HANDED),
        _C.CANCEL,
        Move(_S.CANCELLED, "report:cancel", PERSON | NODE),
    ),
    from_each(
        (_S.QUEUED, _S.FAILED), _C.RETRACT, Move(_S.RETRACTING, "report:take-back", PERSON | NODE)
    ),
)

FILING = Machine(
    name="filing",
    title=phrase("A report to one recipient"),
    states=tuple(ReportState),
    initial=ReportState.DRAFT,
    finals=_OVER,
    moves=_TABLE,
    sources=(
        "Reg. (EU) 2021/1232, Art. 3(1)(g)(iii) and (j)",
        phrase("COM(2022) 209, Art. 12 and 13"),
        "18 U.S.C. 2258A",
    ),
)


def move(state: ReportState, command: Command, *, by: str = "person") -> Applied[ReportState]:
    """The state after `command`, and the event that tells of it. Raises ReportMoveRefused."""
    try:
        return engine.apply(FILING, state, command, actor_role=by)
    except law_errors.MoveRefused as refusal:
        raise ReportMoveRefused(state=state.value, command=command.value) from refusal
