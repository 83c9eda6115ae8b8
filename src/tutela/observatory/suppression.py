"""Hiding small numbers from the public, so that subtraction does not bring them back. Pure.

A count is a tree: a total and its parts, which may be totals. Whoever sees what is left, knows the
threshold and knows these rules can always think of at least two values for what is hidden: a test
tries all small trees. The rules, from the parts up:

- A count from 1 to below the threshold is hidden. Zero is shown.
- Where a part is hidden, all its siblings but zeros are hidden with it, each with all its parts.
- The total stays if at least two parts are hidden and they need not all be one; else it is hidden.
- Below a hidden total all is hidden, zeros too.
- One count that is divided in two ways is hidden in both where either way hides it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FEWEST: Final = 3  # below it, a hidden number could only be one
_TWO: Final = 2


@dataclass(frozen=True, slots=True)
class Tree:
    """A count by name, and the parts that sum to it, if any. `count` is None where it is hidden."""

    name: str
    count: int | None
    parts: tuple[Tree, ...] = ()


def total(name: str, *parts: Tree) -> Tree:
    """A total of known parts."""
    return Tree(name, sum(one.count or 0 for one in parts), parts)


def suppressed(tree: Tree, threshold: int) -> Tree:
    """The tree as the public may see it. `threshold` is at least FEWEST."""
    if tree.count is None or 0 < tree.count < threshold:
        return _hidden(tree)
    if tree.count == 0 or not tree.parts:
        return tree
    parts = tuple(suppressed(one, threshold) for one in tree.parts)
    if all(one.count is not None for one in parts):
        return Tree(tree.name, tree.count, parts)
    parts = tuple(one if one.count == 0 else _hidden(one) for one in parts)
    away = sum(one.count is None for one in parts)
    if away < _TWO or tree.count <= away:
        return _hidden(tree)
    return Tree(tree.name, tree.count, parts)


def together(trees: Sequence[Tree], threshold: int) -> tuple[Tree, ...]:
    """The same for ways to divide one count: each tree has the same total."""
    seen = tuple(suppressed(one, threshold) for one in trees)
    if any(one.count is None for one in seen):
        return tuple(map(_hidden, trees))
    return seen


def flat(tree: Tree, above: str = "") -> Iterator[tuple[str, int | None]]:
    """Every count with the names that lead to it, the total first."""
    path = f"{above}/{tree.name}" if above else tree.name
    yield path, tree.count
    for one in tree.parts:
        yield from flat(one, path)


def _hidden(tree: Tree) -> Tree:
    return Tree(tree.name, None, tuple(_hidden(one) for one in tree.parts))
