"""What people found about the items of one indicator: right, wrong, or not known. Pure.

Counted from the decisions in force, so a reversal corrects it by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.casework.machine import WAITING, ItemState

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Feedback:
    """Numbers of items. `wrong` are those that people found not to be abuse material."""

    right: int
    wrong: int
    open: int  # an age that cannot be told
    waiting: int

    @classmethod
    def of(cls, states: Mapping[str, int]) -> Feedback:
        """By the states of the items."""
        return cls(
            right=states.get(ItemState.CONFIRMED, 0),
            wrong=states.get(ItemState.REJECTED, 0) + states.get(ItemState.OTHER_ILLEGAL, 0),
            open=states.get(ItemState.AGE_AMBIGUOUS, 0),
            waiting=sum(states.get(one, 0) for one in WAITING),
        )
