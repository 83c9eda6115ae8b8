"""How a statement of reasons moves: a table. The node issues it; nobody has to."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tutela.law.machine import Machine, Move, from_each, merge
from tutela.redress.statements.model import MailState, State

if TYPE_CHECKING:
    from collections.abc import Mapping


class Command(StrEnum):
    """What can happen to a statement."""

    ISSUE = "issue"
    REFUSE = "refuse"
    HOLD_BACK = "hold-back"
    GIVE_UP = "give-up"
    ERASE = "erase"


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
    from_each((_S.ISSUED, _S.UNREACHABLE), _C.ERASE, Move(_S.ERASED, "statement:erase", _NODE)),
)  # fmt: skip

STATEMENT: Final = Machine(
    name="statement",
    title="A statement of reasons",
    states=tuple(State),
    initial=State.MADE,
    finals=frozenset({State.ERASED}),
    moves=_TABLE,
    sources=("Regulation (EU) 2022/2065, Article 17",),
)


class MailCommand(StrEnum):
    """What can happen to a letter on its way by e-mail."""

    TAKE = "take"  # the mail server has it
    GIVE_UP = "give-up"  # the server never takes it, or did not for a week
    BOUNCE = "bounce"  # it took it, and sent it back later
    CLOSE = "close"  # a person says that it need not arrive


_M, _D = MailState, MailCommand
LETTER: Final = Machine(
    name="letter",
    title="A letter to a user by e-mail",
    states=tuple(MailState),
    initial=_M.WAITING,
    finals=frozenset({_M.CLOSED}),
    moves=merge(
        "letter",
        {
            (_M.WAITING, _D.TAKE): Move(_M.SENT, "statement:mail", _NODE, source="RFC 5321, 4.2"),
            (_M.WAITING, _D.GIVE_UP): Move(
                _M.FAILED, "statement:fail-to-mail", _NODE, source="RFC 5321, 4.5.4.1"
            ),
        },
        from_each(
            (_M.WAITING, _M.SENT),
            _D.BOUNCE,
            Move(_M.BOUNCED, "statement:bounce", _NODE, source="RFC 3464, 2.3.3"),
        ),
        from_each(
            (_M.FAILED, _M.BOUNCED),
            _D.CLOSE,
            Move(_M.CLOSED, "statement:close-mail", frozenset({"person"})),
        ),
    ),
)
