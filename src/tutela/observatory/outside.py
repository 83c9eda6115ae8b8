"""A paper as anybody may see it: small numbers hidden, and what they could be had from. Pure.

A share and its interval stand only where all its counts are shown, a median only where it is known
to be of `threshold` values or more.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tutela.observatory.forest import FOUND, FOUND_THERE, NOTICE_OUTCOMES, forest
from tutela.observatory.model import Sheet, number, written
from tutela.observatory.store_complaints import WAITING
from tutela.observatory.store_found import OPEN, RIGHT, WRONG
from tutela.observatory.suppression import flat
from tutela.observatory.wilson import interval

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tutela.observatory.model import Kind, Numbers
    from tutela.observatory.suppression import Tree

    Trees = Mapping[str, tuple[Tree, ...]]

HIDDEN: Final = "hidden"
ERRORS, MEDIANS = "errors", "medians"
REVIEWED: Final = (RIGHT, WRONG, OPEN)
COLUMNS: Final = ("table", "row", "number")
NOTES: Final = (
    (
        "“hidden” stands for a small number, or for one that a small number could be had from by "
        "subtraction. Zero is always shown, but for the parts of a hidden total."
    ),
    (
        "An error rate is B/C: not abuse on human review, over what people reviewed; its ends are "
        "Wilson's at 95 %. It stands where all its counts do; of nothing reviewed it is blank."
    ),
    "A median is in hours, and stands where it is of enough decisions.",
    (
        "Figures of things that are not parts of one another, as holds and what people found of "
        "them, are hidden each by itself."
    ),
)
_OF_FIGURES: Final = {NOTICE_OUTCOMES: "notices-hours", "complaints": "complaints-hours"}


@dataclass(frozen=True, slots=True)
class Seen:
    """What anybody sees of a paper: a table of finished cells (COLUMNS), below which `threshold`
    counts are hidden in it, and what there is to know of it.
    """

    threshold: int
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = NOTES

    @property
    def sheet(self) -> Sheet:
        """All of it as one table."""
        return Sheet("figures", COLUMNS, self.rows)


def seen(kind: Kind, numbers: Numbers, threshold: int) -> Seen:
    """Everything that anybody may see: the rows are the same whatever was counted."""
    trees = forest(kind, numbers, threshold)
    rows = (*_counts(trees), *_errors(trees), *_medians(trees, numbers, threshold))
    return Seen(threshold, rows)


def as_json(one: Seen) -> dict[str, Any]:
    """The same for a program; what is hidden is null."""
    return {
        "threshold": one.threshold,
        "notes": list(one.notes),
        "figures": [
            {
                "table": table,
                "row": row,
                "number": None if cell in {HIDDEN, ""} else json.loads(cell),
                "hidden": cell == HIDDEN,
            }
            for table, row, cell in one.rows
        ],
    }


def _counts(trees: Trees) -> Iterator[tuple[str, str, str]]:
    for name, roots in trees.items():
        for root in roots:
            for path, count in flat(root):
                yield name, path, HIDDEN if count is None else str(count)


def _errors(trees: Trees) -> Iterator[tuple[str, str, str]]:
    kinds = trees[FOUND][0].parts if FOUND in trees else ()
    places = [(f"{kind.name}/{one.name}", one) for kind in kinds for one in kind.parts]
    places.extend((one.name, one) for one in trees.get(FOUND_THERE, ()))
    for path, place in places:
        for what, share in zip(("B/C", "B/C from", "B/C to"), _rate(place), strict=True):
            yield ERRORS, f"{path}/{what}", share


def _rate(place: Tree) -> tuple[str, str, str]:
    """The error rate with its ends: hidden where one of its counts is, blank of nothing."""
    counts = {one.name: one.count for one in place.parts}
    known = [counts[name] or 0 for name in REVIEWED if counts[name] is not None]
    wrong, whole = counts[WRONG], sum(known)
    if wrong is None or len(known) < len(REVIEWED):
        return HIDDEN, HIDDEN, HIDDEN
    ends = interval(wrong, whole)
    if ends is None:
        return "", "", ""
    return written(wrong / whole), written(ends[0]), written(ends[1])


def _medians(trees: Trees, numbers: Numbers, threshold: int) -> Iterator[tuple[str, str, str]]:
    for name, figure in _OF_FIGURES.items():
        for root in trees.get(name, ()):
            decided, hours = _decided(root), number(numbers, figure)
            shown = decided is not None and (decided == 0 or decided >= threshold)
            cell = written(hours if decided else None) if shown else HIDDEN
            yield MEDIANS, figure, cell


def _decided(root: Tree) -> int | None:
    """Of how many a median is, as far as anybody can see."""
    [waiting] = [one.count for one in root.parts if one.name == WAITING]
    return None if root.count is None or waiting is None else root.count - waiting
