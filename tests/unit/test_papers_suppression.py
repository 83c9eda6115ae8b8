"""What is hidden from the public cannot be had back: all small trees are tried, by all who know."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.observatory.suppression import FEWEST, Tree, suppressed, together, total

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def counts(tree: Tree) -> tuple[int | None, ...]:
    """All counts of a tree, from the root down."""
    return (tree.count, *(count for one in tree.parts for count in counts(one)))


def leaf(name: int, count: int) -> Tree:
    return Tree(str(name), count)


def flat(*values: int) -> Tree:
    return total("all", *(leaf(place, one) for place, one in enumerate(values)))


def deep(*values: int) -> Tree:
    """Two parts of two parts each."""
    return total("all", flat(*values[:2]), flat(*values[2:]))


def uneven(*values: int) -> Tree:
    """A part of two parts, and one of none."""
    return total("all", flat(*values[:2]), leaf(9, values[2]))


def several_for_each(trees: Iterable[Tree], threshold: int, most: int) -> None:
    """Whoever sees a public tree can think of two values for each hidden count, at least. Of a
    total above `most` not all trees were tried.
    """
    possible: dict[tuple[int | None, ...], list[set[int | None]]] = {}
    for tree in trees:
        seen = counts(suppressed(tree, threshold))
        values = possible.setdefault(seen, [set() for _ in seen])
        for found, value in zip(values, counts(tree), strict=True):
            found.add(value)
    for seen, values in possible.items():
        if (seen[0] or 0) > most:
            continue
        for shown, found in zip(seen, values, strict=True):
            assert shown is not None or len(found) > 1, (seen, values)
            assert shown is None or found == {shown}


@pytest.mark.parametrize(
    ("shape", "leaves", "most", "threshold"),
    [(flat, 1, 20, 3), (flat, 2, 12, 3), (flat, 3, 9, 3), (flat, 4, 10, 5), (flat, 5, 7, 5),
     (deep, 4, 9, 3), (deep, 4, 11, 5), (uneven, 3, 12, 3), (uneven, 3, 16, 5)],
)  # fmt: skip
def test_every_hidden_count_could_be_another_for_whoever_knows_the_rules(
    shape: Callable[..., Tree], leaves: int, most: int, threshold: int
) -> None:
    several_for_each(
        (shape(*values) for values in product(range(most + 1), repeat=leaves)),
        threshold,
        most,
    )


@given(st.lists(st.integers(0, 60), min_size=1, max_size=8), st.integers(FEWEST, 20))
def test_no_small_count_is_shown_and_nothing_is_hidden_without_need(
    values: list[int], threshold: int
) -> None:
    seen = suppressed(flat(*values), threshold)
    shown = [one for one in counts(seen) if one is not None]
    assert all(one == 0 or one >= threshold for one in shown)
    if all(one == 0 or one >= threshold for one in values):
        assert seen == flat(*values)


def test_zero_stays_zero_and_a_lone_small_part_takes_its_total_along() -> None:
    assert counts(suppressed(flat(0, 0, 0), 5)) == (0, 0, 0, 0)
    assert counts(suppressed(flat(2, 0, 9), 5)) == (11, None, 0, None)
    assert counts(suppressed(flat(2, 0, 0), 5)) == (None, None, None, None)
    assert counts(suppressed(flat(0, 7, 9), 5)) == (16, 0, 7, 9)


@pytest.mark.parametrize(("most", "threshold"), [(8, 3), (11, 5)])
def test_one_count_divided_in_two_ways_gives_nothing_away(most: int, threshold: int) -> None:
    possible: dict[tuple[int | None, ...], list[set[int | None]]] = {}
    for left, right in product(product(range(most + 1), repeat=2), repeat=2):
        trees = flat(*left), flat(*right)
        if trees[0].count != trees[1].count:
            continue
        seen = tuple(one for tree in together(trees, threshold) for one in counts(tree))
        values = possible.setdefault(seen, [set() for _ in seen])
        for found, value in zip(values, (*counts(trees[0]), *counts(trees[1])), strict=True):
            found.add(value)
    for seen, values in possible.items():
        if (seen[0] or 0) <= most:
            assert all(shown is not None or len(found) > 1
                       for shown, found in zip(seen, values, strict=True)), seen  # fmt: skip
