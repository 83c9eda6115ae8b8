"""A stretch of a film is cut into the parts that its stills stand for, down to a second."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.signals.stretch import LONGEST, MOST_STILLS, Stretch, clock

stretches = st.tuples(st.integers(0, LONGEST), st.integers(0, LONGEST)).filter(
    lambda ends: ends[0] < ends[1]
).map(lambda ends: Stretch(*ends))  # fmt: skip


@given(stretches)
def test_its_parts_are_all_of_it_in_order_and_of_one_length(stretch: Stretch) -> None:
    parts = stretch.parts
    assert (parts[0].start, parts[-1].end) == (stretch.start, stretch.end)
    assert all(one.end == other.start for one, other in pairwise(parts))
    assert 1 <= len(parts) <= MOST_STILLS
    lengths = {one.end - one.start for one in parts}
    assert max(lengths) - min(lengths) <= 1


@given(stretches, st.integers(0, MOST_STILLS - 1))
def test_whoever_goes_into_parts_reaches_stills_a_second_apart(stretch: Stretch, way: int) -> None:
    steps = 0
    while stretch.deeper:
        stretch, steps = stretch.parts[way], steps + 1
    assert all(part.end - part.start <= 1000 for part in stretch.parts)
    assert steps <= 5


@pytest.mark.parametrize("ends", [(-1, 5), (5, 5), (6, 5), (0, LONGEST + 1)])
def test_what_does_not_last_or_not_within_a_day_is_none(ends: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no stretch"):
        Stretch(*ends)


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [(0, "0:00"), (999, "0:00.9"), (65_000, "1:05"), (83_456, "1:23.4"), (3_723_000, "1:02:03")],
)
def test_a_place_is_read_as_on_a_watch(milliseconds: int, words: str) -> None:
    assert clock(milliseconds) == words


def test_seconds_are_rounded_up() -> None:
    assert Stretch(0, 1001).seconds == 2
