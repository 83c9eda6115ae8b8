"""A slice of the fuzzing (`make fuzz`): spoilt files give answers, whatever they are."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

import pytest
from tests.fuzz import culprits
from tests.fuzz.mutations import mutated
from tests.fuzz.run import LIMITS, Run, run, turns
from tests.fuzz.seeds import FORMS, seeds
from tests.fuzz.watch import open_files, slope

from tutela.detection.sandbox.pool import DecoderPool
from tutela.signals import drawings
from tutela.signals.compute import perceive

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = 60
BY_ACCIDENT = 0.02
"""The share of spoilt files that may cost a decoder here; the full run had far fewer."""


@pytest.fixture(scope="module")
def pool() -> Iterator[DecoderPool]:
    with DecoderPool(1, LIMITS) as one:
        yield one


@pytest.mark.parametrize("form", FORMS)
def test_every_seed_is_a_file_of_its_format_that_can_be_read(form: str) -> None:
    assert seeds(form)
    assert all(perceive(seed, LIMITS.signals).frames for seed in seeds(form))


def test_a_number_always_makes_the_same_file() -> None:
    for form in FORMS:
        assert mutated(form, 7) == mutated(form, 7) != mutated(form, 8)
    assert len({mutated("PNG", number) for number in range(50)}) > 45


def test_spoilt_files_of_every_format_are_answered_within_the_limit() -> None:
    before = open_files()
    with DecoderPool(1, LIMITS) as pool:
        *_, state = run(pool, turns(FORMS, FILES), inf)
    assert state.verdict(before) == []
    assert state.files == FILES * len(FORMS)
    assert state.deaths <= BY_ACCIDENT * state.files
    assert state.previews > 0


def test_most_spoilt_files_are_still_looked_into() -> None:
    """Else the fuzzing would test the first check of a header and nothing behind it."""
    with DecoderPool(1, LIMITS) as pool:
        *_, state = run(pool, turns(FORMS, FILES), inf, seed=2)
    for form, tally in state.tallies.items():
        assert tally.fingerprints >= FILES // 20, form


@pytest.mark.parametrize(("form", "number", "seed"), culprits.FOUND)
def test_what_once_broke_something_is_answered(
    pool: DecoderPool, form: str, number: int, seed: int
) -> None:
    state = Run(pool, seed)
    state.decode(form, number)
    assert state.broken == []
    assert pool.compute(drawings.hills()).problem is None


def test_growth_is_told_from_noise() -> None:
    assert slope([(0, 5), (1, 5), (2, 5)]) == 0
    assert slope([(number, 1000 * number + number % 2) for number in range(90)]) == pytest.approx(
        1000, rel=0.01
    )
    assert slope([]) == 0
