"""Which indicator a number in the index stands for, and its state: 25 bytes an indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

import numpy as np

from tutela.indicators.model import IndicatorState

if TYPE_CHECKING:
    from numpy.typing import NDArray

STATE_CODES = {
    IndicatorState.WITHDRAWN: 0,
    IndicatorState.PROPOSED: 1,
    IndicatorState.VERIFIED: 2,
}
_STATES = {code: state for state, code in STATE_CODES.items()}
_FEWEST = 1024


class _View(NamedTuple):
    """What readers see: arrays of one length, ordered by number."""

    numbers: NDArray[np.uint64]
    ids: NDArray[np.uint8]
    states: NDArray[np.uint8]

    @classmethod
    def empty(cls, length: int) -> _View:
        return cls(
            np.empty(length, np.uint64),
            np.empty((length, 16), np.uint8),
            np.empty(length, np.uint8),
        )

    def picked(self, which: slice | NDArray[Any]) -> _View:
        return _View(self.numbers[which], self.ids[which], self.states[which])

    def write(self, at: int, rows: _View) -> None:
        end = at + len(rows.numbers)
        self.numbers[at:end] = rows.numbers
        self.ids[at:end] = rows.ids
        self.states[at:end] = rows.states

    def joined(self, rows: _View) -> _View:
        both = _View(
            np.concatenate([self.numbers, rows.numbers]),
            np.concatenate([self.ids, rows.ids]),
            np.concatenate([self.states, rows.states]),
        )
        return both.picked(np.argsort(both.numbers))


class Roster:
    """Indicators by number. One thread may write while others read.

    Room is doubled when it runs out, so that a long import does not copy everything at each step.
    """

    def __init__(self) -> None:
        self._room = _View.empty(_FEWEST)
        self._view = self._room.picked(slice(0))

    def __len__(self) -> int:
        return len(self._view.numbers)

    def put(
        self, numbers: NDArray[np.uint64], ids: NDArray[np.uint8], states: NDArray[np.uint8]
    ) -> NDArray[np.uint64]:
        """Writes indicators, new or known; returns the numbers of the new ones, ascending.

        numbers: uint64[n], each once; ids: uint8[n, 16]; states: uint8[n] of STATE_CODES.
        """
        given = _View(numbers, ids, states).picked(np.argsort(numbers))
        places, there = self._find(given.numbers)
        self._view.states[places[there]] = given.states[there]
        fresh = given.picked(~there)
        if len(fresh.numbers):
            self._append(fresh)
        return fresh.numbers

    def look_up(self, number: int) -> tuple[UUID, IndicatorState] | None:
        """The id and state behind a number."""
        view = self._view
        place = int(np.searchsorted(view.numbers, np.uint64(number)))
        if place == len(view.numbers) or view.numbers[place] != number:
            return None
        return UUID(bytes=view.ids[place].tobytes()), _STATES[int(view.states[place])]

    def unknown(self, numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """Those of `numbers` that are not here, ascending."""
        ordered = np.sort(numbers)
        return ordered[~self._find(ordered)[1]]

    def _find(self, numbers: NDArray[np.uint64]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        known = self._view.numbers
        places = np.searchsorted(known, numbers)
        there = places < len(known)
        there[there] = known[places[there]] == numbers[there]
        return places, there

    def _append(self, fresh: _View) -> None:
        held = len(self)
        total = held + len(fresh.numbers)
        if held and fresh.numbers[0] < self._view.numbers[-1]:
            self._room = self._view = self._view.joined(fresh)
            return
        if total > len(self._room.numbers):
            room = _View.empty(max(total, 2 * len(self._room.numbers)))
            room.write(0, self._view)
            self._room = room
        # Behind the end of what any reader sees.
        self._room.write(held, fresh)
        self._view = self._room.picked(slice(total))
