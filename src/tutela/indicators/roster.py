"""Which indicator a number in the index stands for, and its state: 33 bytes an indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np

from tutela.indicators.model import IndicatorState
from tutela.matching import ExactIndex

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    from tutela.indicators.store_live import Changes

STATE_CODES = {
    IndicatorState.WITHDRAWN: 0,
    IndicatorState.PROPOSED: 1,
    IndicatorState.VERIFIED: 2,
    IndicatorState.ACTIVE: 3,
}
"""In order of strength."""

_STATES = {code: state for state, code in STATE_CODES.items()}
_NUMBER, _ID, _STATE = slice(0, 8), slice(8, 24), 24
WIDTH = 25


class Roster:
    """Indicators by number: those that are not withdrawn. Threads and processes as in matching."""

    def __init__(self, index: ExactIndex) -> None:
        self.index = index

    @classmethod
    def build(cls, folder: Path, changes: Changes, *, mark: int | None) -> Roster:
        """A roster of these indicators, in place of what was there."""
        rows, numbers = _rows(changes)
        return cls(ExactIndex.build(folder, WIDTH, rows, numbers, mark=mark))

    @classmethod
    def open(cls, folder: Path) -> Roster:
        """The roster in a folder."""
        return cls(ExactIndex.open(folder, WIDTH))

    @property
    def mark(self) -> int | None:
        """The last mark that was put; None if it was doubted since."""
        return self.index.standing().mark or None

    def doubt(self) -> None:
        """Has it answer as before, but count as not up to date."""
        self.index.change(mark=0)

    def __len__(self) -> int:
        return len(self.index)

    def put(self, changes: Changes, *, mark: int) -> None:
        """Writes indicators, new or known, each once; withdrawn ones are taken off."""
        rows, numbers = _rows(changes)
        self.index.change(rows, numbers, withdrawn=changes.numbers, mark=mark)

    def look_up(self, number: int) -> tuple[UUID, IndicatorState] | None:
        """The id and state behind a number."""
        found = self.index.beginning(number.to_bytes(8))
        if not found:
            return None
        # While many move at once an indicator may be here twice: a state that may no longer hold
        # does not act.
        row = min((row for row, _ in found), key=lambda one: one[_STATE])
        return UUID(bytes=row[_ID]), _STATES[row[_STATE]]

    def unknown(self, numbers: Iterable[int]) -> set[int]:
        """Those of `numbers` that are not here."""
        return {number for number in numbers if not self.index.beginning(number.to_bytes(8))}


def _rows(changes: Changes) -> tuple[NDArray[np.uint8], NDArray[np.uint64]]:
    """The rows to keep, uint8[n, WIDTH], and their numbers."""
    living = changes.states != STATE_CODES[IndicatorState.WITHDRAWN]
    numbers = changes.numbers[living]
    rows = np.empty((len(numbers), WIDTH), np.uint8)
    rows[:, _NUMBER] = numbers.astype(">u8").view(np.uint8).reshape(-1, 8)
    rows[:, _ID] = changes.ids[living]
    rows[:, _STATE] = changes.states[living]
    return rows, numbers
