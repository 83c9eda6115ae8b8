"""The states of an assessment of threats, and who may move it: a table."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from tutela.law import errors as law_errors
from tutela.law import machine as engine
from tutela.law.machine import Applied, Machine, Move, from_each, merge
from tutela.reporting.threats.errors import ThreatMoveRefused
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping


class ThreatState(StrEnum):
    """Where an assessment stands. Only `told` ends it: what was found can be found again."""

    OPEN = "open"
    THREAT = "threat"
    NO_THREAT = "no-threat"
    TOLD = "told"

    @property
    def sentence(self) -> str:
        """The state in one sentence, for whoever works on the case."""
        return _SENTENCES[self]


class Command(StrEnum):
    """What can be done with an assessment."""

    FIND_THREAT = "find-threat"
    FIND_NONE = "find-none"
    TELL = "tell"
    REOPEN = "reopen"


_S = ThreatState
_C = Command
_SENTENCES: Mapping[ThreatState, str] = {
    _S.OPEN: phrase("Nobody has said whether life or safety is threatened."),
    _S.THREAT: phrase(
        "Life or safety is threatened. Tell the authority now, then record whom you told."
    ),
    _S.NO_THREAT: phrase("A person found no threat to life or safety."),
    _S.TOLD: phrase("The authority was told."),
}

PERSON = frozenset({"person"})
NODE = frozenset({"node"})
_ASSESSED = "threat:assess"

_TABLE = merge(
    "threat",
    {
        (_S.OPEN, _C.FIND_NONE): Move(_S.NO_THREAT, _ASSESSED, PERSON),
        # A threat found by mistake must not ring for ever; both findings stay in the log.
        (_S.THREAT, _C.FIND_NONE): Move(_S.NO_THREAT, _ASSESSED, PERSON),
        (_S.THREAT, _C.TELL): Move(_S.TOLD, "threat:tell", PERSON, source="Article 18(1)"),
        # Something was confirmed after the finding, which therefore says nothing of it.
        (_S.NO_THREAT, _C.REOPEN): Move(_S.OPEN, "threat:open", NODE),
    },
    from_each(
        (_S.OPEN, _S.NO_THREAT, _S.THREAT),
        _C.FIND_THREAT,
        Move(_S.THREAT, _ASSESSED, PERSON, source="Article 18(1)"),
    ),
)

THREAT = Machine(
    name="threat",
    title=phrase("An assessment of threats to life or safety"),
    states=tuple(ThreatState),
    initial=ThreatState.OPEN,
    finals=frozenset({ThreatState.TOLD}),
    moves=_TABLE,
    sources=("Regulation (EU) 2022/2065, Article 18",),
)


def found(*, threat: bool) -> Command:
    """The command by which a person says what they found."""
    return Command.FIND_THREAT if threat else Command.FIND_NONE


def move(state: ThreatState, command: Command, *, by: str = "person") -> Applied[ThreatState]:
    """The state after `command`, and the event that tells of it. Raises ThreatMoveRefused."""
    try:
        return engine.apply(THREAT, state, command, actor_role=by)
    except law_errors.MoveRefused as refusal:
        raise ThreatMoveRefused(state=state.value, command=command.value) from refusal
