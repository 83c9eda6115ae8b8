"""How a hotline's case moves: one table."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tutela.hotline.errors import HotlineMoveRefused, PoliceFirst
from tutela.law import errors as law_errors
from tutela.law import machine as engine
from tutela.law.machine import Applied, Machine, Move, from_each, merge
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping


class State(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    ILLEGAL = "illegal"
    POLICE = "with-police"
    TOLD = "host-told"
    HANDED = "handed-over"
    GONE = "gone"
    LAWFUL = "not-illegal"
    CLOSED = "closed"

    @property
    def sentence(self) -> str:
        """The state in one sentence, for whoever works on the case."""
        return SENTENCES[self]

    @property
    def over(self) -> bool:
        """Whether nothing more is to be done, unless somebody reports it again."""
        return self in OVER


class Command(StrEnum):
    """What can be done with a case."""

    FIND_ILLEGAL = "find-illegal"
    FIND_LAWFUL = "find-lawful"
    TELL_POLICE = "tell-police"
    HEAR_POLICE = "hear-police"
    POLICE_SILENT = "end-police-time"
    TELL_HOST = "tell-host"
    HAND_OVER = "hand-over"
    TAKE_BACK = "take-back"
    FIND_GONE = "find-gone"
    FIND_PRESENT = "find-present"
    FIND_UNKNOWN = "find-unknown"
    CLOSE = "close"
    REPORT_AGAIN = "report-again"


_S, _C = State, Command
OVER: Final = frozenset({_S.GONE, _S.LAWFUL, _S.CLOSED})
SENTENCES: Mapping[State, str] = {
    _S.OPEN: phrase("It was reported. A person says what is there."),
    _S.ILLEGAL: phrase("Something illegal is there. Nobody who can act was told yet."),
    _S.POLICE: phrase(
        "The police were told first. Nothing else is done before their time is over."
    ),
    _S.TOLD: phrase("Its host was told. A person looks whether it is gone."),
    _S.HANDED: phrase("The hotline of the country that hosts it has it."),
    _S.GONE: phrase("It is gone."),
    _S.LAWFUL: phrase("Nothing illegal was found there."),
    _S.CLOSED: phrase("It was closed without a removal, with reasons."),
}
PERSON, HOTLINE, NODE, PROGRAM = "person", "hotline", "node", "program"
POLICE_SETTLED: Final = "police-settled"
TIME_OVER: Final = "police-time-over"
_people = frozenset({PERSON})
_either = frozenset({PERSON, HOTLINE})
_SOURCE = "INHOPE practice; Regulation (EU) 2022/2065, Article 22"

CASE: Machine[State] = Machine(
    name="hotline-case",
    title="A hotline's case: one address",
    states=tuple(State),
    initial=_S.OPEN,
    finals=frozenset(),
    moves=merge(
        "hotline-case",
        {
            (_S.OPEN, _C.FIND_ILLEGAL): Move(_S.ILLEGAL, "hotline:find-illegal", _people),
            (_S.OPEN, _C.FIND_LAWFUL): Move(_S.LAWFUL, "hotline:find-lawful", _people),
            (_S.ILLEGAL, _C.TELL_POLICE): Move(_S.POLICE, "hotline:tell-police", _people),
            (_S.POLICE, _C.HEAR_POLICE): Move(_S.ILLEGAL, "hotline:hear-police", _people),
            (_S.POLICE, _C.POLICE_SILENT): Move(
                _S.ILLEGAL, "hotline:end-police-time", frozenset({NODE}), guard=TIME_OVER
            ),
            (_S.HANDED, _C.TAKE_BACK): Move(_S.ILLEGAL, "hotline:take-back", _either),
        },
        from_each(
            (_S.ILLEGAL, _S.TOLD),
            _C.TELL_HOST,
            Move(_S.TOLD, "hotline:tell-host", _people, guard=POLICE_SETTLED, source=_SOURCE),
        ),
        from_each(
            (_S.ILLEGAL, _S.TOLD),
            _C.HAND_OVER,
            Move(_S.HANDED, "hotline:hand-over", _people, guard=POLICE_SETTLED),
        ),
        from_each(
            (_S.ILLEGAL, _S.TOLD, _S.HANDED),
            _C.FIND_GONE,
            Move(_S.GONE, "hotline:find-gone", _either),
        ),
        *(
            from_each((state,), command, Move(state, f"hotline:{command}", _either))
            for state in (_S.ILLEGAL, _S.TOLD, _S.HANDED)
            for command in (_C.FIND_PRESENT, _C.FIND_UNKNOWN)
        ),
        from_each(
            (_S.OPEN, _S.ILLEGAL, _S.TOLD, _S.HANDED),
            _C.CLOSE,
            Move(_S.CLOSED, "hotline:close", _people),
        ),
        from_each(
            (_S.GONE, _S.LAWFUL, _S.CLOSED),
            _C.REPORT_AGAIN,
            Move(_S.OPEN, "hotline:report-again", _either | {PROGRAM}),
        ),
    ),
    guards={
        POLICE_SETTLED: "Nobody asks that the police are told first, or they answered, or their "
        "time is over.",
        TIME_OVER: "The time that was agreed with the police has passed by the server's clock.",
    },
    sources=(_SOURCE,),
)


def move(
    state: State, command: Command, by: str, *, facts: Mapping[str, bool] | None = None
) -> Applied[State]:
    """The state after `command`, and the event that tells of it. Raises HotlineMoveRefused, and
    PoliceFirst where the police have the first word.
    """
    try:
        return engine.apply(CASE, state, command, actor_role=by, facts=facts or {})
    except law_errors.GuardUnmet:
        raise PoliceFirst from None
    except law_errors.MoveRefused:
        raise HotlineMoveRefused(state=state.value, command=command.value) from None


def possible(state: State) -> frozenset[Command]:
    """What people can do with a case in this state."""
    return frozenset(
        Command(name)
        for (start, name), one in CASE.moves.items()
        if start is state and PERSON in one.actors
    )
