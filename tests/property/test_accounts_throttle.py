"""The throttle's arithmetic: it slows down guessing, and never locks out for good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.platform.accounts.throttle import (
    LIMITS,
    NO_WAIT,
    Attempts,
    Kind,
    counted,
    uncounted,
    wait_after,
    wait_now,
)

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
kinds = st.sampled_from(Kind)
tries = st.integers(0, 10**6)
spans = st.timedeltas(timedelta(days=-400), timedelta(days=400))


@given(kinds, tries)
def test_a_wait_never_shrinks_with_more_tries_and_never_passes_the_longest(
    kind: Kind, count: int
) -> None:
    limit = LIMITS[kind]
    assert wait_after(limit, count) <= wait_after(limit, count + 1) <= limit.longest


@given(kinds, tries, spans)
def test_nobody_is_told_to_wait_longer_than_the_longest_whatever_the_clock_did(
    kind: Kind, count: int, moved: timedelta
) -> None:
    limit = LIMITS[kind]
    after = counted(limit, Attempts(count, START, START), START)
    assert NO_WAIT <= wait_now(limit, after, START + moved) <= limit.longest


@given(kinds, tries)
def test_after_the_longest_wait_everybody_may_try_again(kind: Kind, count: int) -> None:
    limit = LIMITS[kind]
    after = counted(limit, Attempts(count, START, START), START)
    assert wait_now(limit, after, START + limit.longest) == NO_WAIT


@given(kinds, tries)
def test_a_quiet_time_wipes_the_slate(kind: Kind, count: int) -> None:
    limit = LIMITS[kind]
    later = START + limit.forgotten_after + timedelta(seconds=1)
    assert counted(limit, Attempts(count, START, START), later).tries == 1


@given(kinds, st.integers(1, 10**6))
def test_taking_an_attempt_back_leaves_what_was_counted_before_it(kind: Kind, count: int) -> None:
    limit = LIMITS[kind]
    before = Attempts(count, START, START)
    assert uncounted(limit, counted(limit, before, START)).tries == count


@pytest.mark.parametrize(("kind", "most"), [(Kind.NAME, 111), (Kind.SOURCE, 126)])
def test_who_tries_at_every_first_chance_gets_few_tries_in_a_day(kind: Kind, most: int) -> None:
    limit, now, made = LIMITS[kind], START, 0
    attempts = Attempts(0, START, START)
    while now < START + timedelta(days=1):
        attempts, made = counted(limit, attempts, now), made + 1
        now += max(wait_now(limit, attempts, now), timedelta(milliseconds=100))
    assert made <= most
