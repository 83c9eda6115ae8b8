"""A code holds near its own time, once, wherever the clock goes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from tutela.platform.accounts.factors import totp
from tutela.platform.secret import Secret

SECRET = Secret("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
seconds = st.integers(1_600_000_000, 4_000_000_000)
instants = seconds.map(lambda at: datetime.fromtimestamp(at, UTC))
offsets = st.integers(-totp.DRIFT, totp.DRIFT)


def at(step: int) -> datetime:
    return datetime.fromtimestamp(step * totp.STEP_SECONDS, UTC)


@given(instants, offsets)
def test_a_phone_may_be_one_step_ahead_or_behind(now: datetime, drift: int) -> None:
    step = totp.step_at(now) + drift
    found = totp.step_of(SECRET, totp.code_of(SECRET, step), now, after=None)
    # Two steps may have the same code by chance.
    assert found is not None
    assert totp.code_of(SECRET, found) == totp.code_of(SECRET, step)


@given(instants, st.integers(2, 10**6), st.sampled_from([-1, 1]))
def test_a_code_from_further_off_does_not_hold(now: datetime, far: int, side: int) -> None:
    present = totp.step_at(now)
    code = totp.code_of(SECRET, present + side * far)
    near = {totp.code_of(SECRET, present + drift) for drift in (-1, 0, 1)}
    assume(code not in near)
    assert totp.step_of(SECRET, code, now, after=None) is None


@given(instants, offsets, st.timedeltas(timedelta(days=-400), timedelta(days=400)))
def test_no_code_is_taken_twice_even_if_the_clock_goes_back(
    now: datetime, drift: int, moved: timedelta
) -> None:
    code = totp.code_of(SECRET, totp.step_at(now) + drift)
    taken = totp.step_of(SECRET, code, now, after=None)
    again = totp.step_of(SECRET, code, now + moved, after=taken)
    # By chance a later step may have the same digits; the step that was taken never comes again.
    assert again is None or (taken is not None and again > taken)


@given(instants, st.lists(st.integers(-5, 5), min_size=1, max_size=20))
def test_the_steps_that_are_taken_only_grow(start: datetime, moves: list[int]) -> None:
    last, step = None, totp.step_at(start)
    for move in moves:
        step += move
        taken = totp.step_of(SECRET, totp.code_of(SECRET, step), at(step), after=last)
        assert taken is None or last is None or taken > last
        last = taken if taken is not None else last
