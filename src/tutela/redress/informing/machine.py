"""How telling a user of a report moves: a table. The node tells; nobody has to."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from tutela.law.machine import Machine, Move, from_each, merge
from tutela.redress.informing.model import State
from tutela.texts.phrase import phrase


class Command(StrEnum):
    """What can happen to it."""

    HASTEN = "hasten"  # it is due now
    HOLD = "hold"
    LIFT = "lift"
    TELL = "tell"
    GIVE_UP = "give-up"


_S, _C = State, Command
_NODE: Final = frozenset({"node"})
_CENTRE: Final = frozenset({"centre"})

USER_NOTICE: Final = Machine(
    name="user-notice",
    title=phrase("Telling a user of a report"),
    states=tuple(State),
    initial=_S.WAITING,
    finals=frozenset({_S.TOLD, _S.UNREACHABLE}),
    moves=merge(
        "user-notice",
        {
            (_S.WAITING, _C.HASTEN): Move(
                _S.WAITING, "user-notice:hasten", _NODE, source="Article 12(2); recital 65"
            ),
            (_S.HELD, _C.LIFT): Move(_S.WAITING, "user-notice:lift", _CENTRE,
                                     source="Article 48(7)"),
        },
        from_each(
            (_S.WAITING, _S.HELD),
            _C.HOLD,
            Move(_S.HELD, "user-notice:hold", _CENTRE, source="Articles 12(2), 48(6)"),
        ),
        from_each(
            (_S.WAITING, _S.HELD),
            _C.TELL,
            Move(_S.TOLD, "user-notice:tell", _NODE, source="Article 12(2)"),
        ),
        from_each(
            (_S.WAITING, _S.HELD), _C.GIVE_UP, Move(_S.UNREACHABLE, "user-notice:give-up", _NODE)
        ),
    ),
    sources=("COM(2022) 209, Articles 12(2), 48(6) and (7)",),
)  # fmt: skip
