"""A row: one piece of work, measured on both sides, and what it should reach."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

NONE = "-"


@dataclass(frozen=True, slots=True)
class Unit:
    """How a number is shown: times `scale`, with a name; of rates more is better."""

    name: str
    scale: float = 1.0
    more_is_better: bool = False

    def shown(self, value: float | None) -> str:
        return f"{brief(value * self.scale)} {self.name}" if value is not None else NONE


def brief(number: float) -> str:
    """Three digits that count, and no powers of ten."""
    return f"{number:,.0f}" if number >= 1000 else f"{number:.3g}"  # noqa: PLR2004


SECONDS = Unit("s")
MILLISECONDS = Unit("ms", 1e3)
BYTES = Unit("bytes")
TIMES = Unit("x")
RATE = Unit("a second", more_is_better=True)


@dataclass(frozen=True, slots=True)
class Faster:
    """So many times better than the other side."""

    floor: float
    aim: float
    measure = "times better"

    def met(self, row: Row, mark: float) -> bool | None:
        return row.ratio >= mark if row.ratio is not None else None

    def shown(self, mark: float, _: Unit) -> str:
        return f"{mark:g}x"


@dataclass(frozen=True, slots=True)
class AtMost:
    """No more than so much, whatever the other side does; in the row's unit before scaling."""

    floor: float
    aim: float
    measure = "at most"

    def met(self, row: Row, mark: float) -> bool | None:
        return row.ours <= mark if row.ours is not None else None

    def shown(self, mark: float, unit: Unit) -> str:
        return f"≤ {unit.shown(mark)}"


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured. `compared` answers were equal on both sides; `note` is said beside it.

    Nothing in `ours` means that it was not measured, and `note` says why.
    """

    work: str
    against: str
    unit: Unit
    goal: Faster | AtMost | None = None
    ours: float | None = None
    theirs: float | None = None
    compared: int = 0
    note: str = ""

    def with_(self, ours: float, theirs: float | None = None, **more: Any) -> Row:
        """The row with its numbers."""
        return replace(self, ours=ours, theirs=theirs, **more)

    def left_out(self, reason: object) -> Row:
        """The row, not measured, with the reason."""
        return replace(self, note=str(reason))

    @property
    def ratio(self) -> float | None:
        """How many times better ours is."""
        if not self.ours or not self.theirs:
            return None
        better = self.ours / self.theirs
        return better if self.unit.more_is_better else 1 / better

    @property
    def meets_floor(self) -> bool | None:
        return self.goal.met(self, self.goal.floor) if self.goal else None

    @property
    def meets_aim(self) -> bool | None:
        return self.goal.met(self, self.goal.aim) if self.goal else None

    @property
    def verdict(self) -> str:
        """In words; a floor that is missed is never passed over."""
        if self.ours is None:
            return "not measured"
        if self.meets_floor is None:
            return "no goal" if self.goal is None else "nothing to compare"
        return "aim met" if self.meets_aim else "floor met" if self.meets_floor else "FLOOR MISSED"

    def json(self) -> dict[str, Any]:
        return {
            "work": self.work,
            "against": self.against,
            "unit": self.unit.name,
            "ours": self.ours and self.ours * self.unit.scale,
            "theirs": self.theirs and self.theirs * self.unit.scale,
            "ratio": self.ratio,
            "goal": self.goal and self.goal.measure,
            "floor": self.goal and self._mark(self.goal.floor),
            "aim": self.goal and self._mark(self.goal.aim),
            "met": self.meets_floor,
            "aim_met": self.meets_aim,
            "compared": self.compared,
            "note": self.note,
        }

    def _mark(self, mark: float) -> float:
        return mark * self.unit.scale if isinstance(self.goal, AtMost) else mark


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured. `quick` is for a smoke test: its numbers mean nothing."""

    quick: bool = False

    def sized(self, entries: int) -> int:
        return min(entries, 20_000) if self.quick else entries
