"""How a statement of reasons moves: a table. The node issues it; nobody has to."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tutela.law.machine import Machine, Move, from_each, merge
from tutela.redress.statements.model import State

if TYPE_CHECKING:
    from collections.abc import Mapping


class Command(StrEnum):
    """What can happen to a statement."""

    ISSUE = "issue"
    REFUSE = "refuse"
    HOLD_BACK = "hold-back"
    GIVE_UP = "give-up"


_S, _C = State, Command
_NODE: Final = frozenset({"node"})
_WAITING: Final = (_S.MADE, _S.HELD_BACK, _S.UNFIT)
_TABLE: Final[Mapping[tuple[State, str], Move[State]]] = merge(
    "statement",
    from_each(_WAITING, _C.ISSUE, Move(_S.ISSUED, "statement:issue", _NODE, source="Article 17")),
    from_each(_WAITING, _C.GIVE_UP, Move(_S.UNREACHABLE, "statement:give-up", _NODE,
                                         source="Article 17(2)")),
    from_each((_S.MADE, _S.HELD_BACK), _C.REFUSE, Move(_S.UNFIT, "statement:refuse", _NODE)),
    from_each((_S.MADE, _S.UNFIT), _C.HOLD_BACK, Move(_S.HELD_BACK, "statement:hold-back", _NODE)),
)  # fmt: skip

STATEMENT: Final = Machine(
    name="statement",
    title="A statement of reasons",
    states=tuple(State),
    initial=State.MADE,
    finals=frozenset({State.ISSUED, State.UNREACHABLE}),
    moves=_TABLE,
    sources=("Regulation (EU) 2022/2065, Article 17",),
)
