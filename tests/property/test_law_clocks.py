"""Properties of durations and running clocks."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tutela.law.deadlines import RunningClock
from tutela.law.durations import Duration

INSTANTS = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.timezones(),
)
WHOLE = st.integers(min_value=0, max_value=200)
PAUSES = st.lists(
    st.tuples(
        st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=90)),
        st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=90)),
    ),
    max_size=5,
)


@st.composite
def durations(draw: st.DrawFn) -> Duration:
    months, days, hours = draw(WHOLE), draw(WHOLE), draw(WHOLE)
    text = f"P{months}M{days}D" + (f"T{hours}H" if hours else "")
    return Duration.parse(text if months or days or hours else "PT1H")


@settings(deadline=None)
@given(durations(), durations())
def test_law_clocks_a_sum_can_be_written_and_read_again(one: Duration, other: Duration) -> None:
    total = one.plus(other)
    assert Duration.parse(str(total)) == total
    assert total == other.plus(one)


@settings(deadline=None)
@given(durations(), INSTANTS)
def test_law_clocks_time_after_is_later_and_does_not_depend_on_the_zone(
    limit: Duration, start: datetime
) -> None:
    assert limit.after(start) > start
    assert limit.after(start) == limit.after(start.astimezone(UTC))


@settings(deadline=None)
@given(durations(), INSTANTS, st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=900)))
def test_law_clocks_a_later_start_never_gives_an_earlier_end(
    limit: Duration, start: datetime, later: timedelta
) -> None:
    start = start.astimezone(UTC)
    assert limit.after(start + later) >= limit.after(start)


@settings(deadline=None)
@given(durations(), INSTANTS, PAUSES)
def test_law_clocks_stops_move_the_end_by_exactly_the_time_stood_still(
    limit: Duration, start: datetime, pauses: list[tuple[timedelta, timedelta]]
) -> None:
    start = start.astimezone(UTC)
    clock = RunningClock(limit, start)
    end, at, still = limit.after(start), start, timedelta(0)
    for ran, stood in pauses:
        stopped = clock.stop(at + ran)
        at, still = at + ran + stood, still + stood
        assert stopped.remaining(at) == stopped.remaining(at - stood)
        clock = stopped.resume(at)
        assert clock.remaining(at) == stopped.remaining(at)
    assert clock.due() == end + still
    assert clock.overdue(at) == (at > end + still)
    assert clock.restart(at).due() == limit.after(at)
