"""Durations and clocks: months clamp, hours ignore daylight saving, a stop keeps what was left."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tutela.law import catalogue
from tutela.law.deadlines import Deadline, Effect, RunningClock, Wording, limit_of, turn
from tutela.law.durations import Duration
from tutela.law.errors import (
    ClockAbsent,
    ClockBackwards,
    ClockInconsistent,
    ClockRunning,
    ClockStopped,
    DeadlineOutOfRange,
    DurationUnreadable,
    NaiveInstant,
    NoExtension,
    NoNumericLimit,
    ValueRefused,
)

START = datetime(2027, 1, 31, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
PROPOSAL = catalogue.load("com-2022")


def clock(limit: str, start: datetime = START) -> RunningClock:
    return RunningClock(Duration.parse(limit), start)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("P3M", (3, 0, 0)),
        ("PT24H", (0, 0, 86400)),
        ("P2W", (0, 14, 0)),
        ("P18M", (18, 0, 0)),
        ("P5Y", (60, 0, 0)),
        ("P1Y6M10DT1H30M5S", (18, 10, 5405)),
    ],
)
def test_law_deadlines_durations_of_the_profiles_are_read(
    text: str, parts: tuple[int, int, int]
) -> None:
    read = Duration.parse(text)
    assert (read.months, read.days, read.seconds) == parts
    assert str(read) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P",
        "PT",
        "P1",
        "3M",
        "P-3M",
        "P1.5M",
        "P1W2D",
        "p3m",
        "P3M ",
        "P0D",
        "P٣M",
        "PT1Y",
        "P1DT",
        "P12345D",
        "P3M\n",
        "P1M1Y",
    ],
)
def test_law_deadlines_anything_else_is_no_duration(text: str) -> None:
    with pytest.raises(DurationUnreadable, match="not a duration"):
        Duration.parse(text)


def test_law_deadlines_two_spellings_of_one_length_are_equal() -> None:
    assert Duration.parse("P2W") == Duration.parse("P14D")
    assert Duration.parse("P1Y") == Duration.parse("P12M")
    assert Duration.parse("P1D") != Duration.parse("PT24H")


def test_law_deadlines_a_day_the_month_lacks_becomes_its_last_day() -> None:
    month = Duration.parse("P1M")
    assert month.after(START) == datetime(2027, 2, 28, 9, 30, tzinfo=UTC)
    assert month.after(START.replace(year=2028)) == datetime(2028, 2, 29, 9, 30, tzinfo=UTC)
    december = datetime(2026, 12, 31, tzinfo=UTC)
    assert Duration.parse("P14M").after(december) == datetime(2028, 2, 29, tzinfo=UTC)


def test_law_deadlines_24_hours_are_24_hours_across_daylight_saving() -> None:
    """Brussels skips an hour in the night of 28 March 2027 and repeats one on 31 October."""
    brussels = ZoneInfo("Europe/Brussels")
    for day in (
        datetime(2027, 3, 27, 18, tzinfo=brussels),
        datetime(2027, 10, 30, 18, tzinfo=brussels),
    ):
        due = Duration.parse("PT24H").after(day)
        assert due - day.astimezone(UTC) == DAY
        assert due.tzinfo is UTC
    assert (
        Duration.parse("PT24H")
        .after(datetime(2027, 3, 27, 18, tzinfo=brussels))
        .astimezone(brussels)
        .hour
        == 19
    )


def test_law_deadlines_the_calendar_has_an_end() -> None:
    for limit in ("P9999Y", "P9999W"):
        with pytest.raises(DeadlineOutOfRange, match="beyond the calendar"):
            Duration.parse(limit).after(datetime(9990, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("first", "second", "total"),
    [
        ("P6W", "P6W", "P12W"),
        ("P1M", "P1M", "P2M"),
        ("PT24H", "P1D", "P1DT24H"),
        ("P1M", "PT5S", "P1MT5S"),
    ],
)
def test_law_deadlines_durations_add_up_and_can_be_read_again(
    first: str, second: str, total: str
) -> None:
    added = Duration.parse(first).plus(Duration.parse(second))
    assert str(added) == total
    assert Duration.parse(total) == added


def test_law_deadlines_a_clock_is_in_time_until_its_last_instant() -> None:
    running = clock("PT24H")
    assert running.due() == START + DAY
    assert not running.overdue(START + DAY)
    assert running.overdue(START + DAY + timedelta(microseconds=1))
    assert running.remaining(START + DAY / 4) == DAY * 3 / 4


def test_law_deadlines_a_stopped_clock_has_no_due_date_and_keeps_what_was_left() -> None:
    stopped = clock("P3M").stop(START + 10 * DAY)
    assert stopped.due() is None
    assert stopped.remaining(START + 500 * DAY) == stopped.remaining(START + 10 * DAY)
    resumed = stopped.resume(START + 30 * DAY)
    assert resumed.due() == datetime(2027, 4, 30, 9, 30, tzinfo=UTC) + 20 * DAY
    again = resumed.stop(START + 40 * DAY)
    assert again.consumed == 20 * DAY


def test_law_deadlines_a_restart_gives_the_whole_limit_again() -> None:
    stopped = clock("PT24H").stop(START + DAY / 2)
    again = stopped.restart(START + 9 * DAY)
    assert again == clock("PT24H", START + 9 * DAY)


def test_law_deadlines_stopping_a_clock_that_ran_out_does_not_cure_it() -> None:
    assert clock("PT24H").stop(START + 2 * DAY).overdue(START + 2 * DAY)


def test_law_deadlines_clocks_refuse_what_cannot_be() -> None:
    running = clock("PT24H")
    stopped = running.stop(START + DAY / 2)
    with pytest.raises(ClockStopped):
        stopped.stop(START + DAY)
    with pytest.raises(ClockRunning):
        running.resume(START + DAY)
    with pytest.raises(ClockBackwards):
        running.stop(START - DAY)
    with pytest.raises(ClockBackwards):
        stopped.resume(START)
    with pytest.raises(ClockBackwards):
        stopped.restart(START)
    with pytest.raises(ClockBackwards):
        stopped.resume(START + 2 * DAY).stop(START + DAY)
    with pytest.raises(NaiveInstant):
        running.overdue(START.replace(tzinfo=None))
    with pytest.raises(NaiveInstant):
        clock("P3M", START.replace(tzinfo=None))


@pytest.mark.parametrize(
    "fields",
    [
        {"stopped_at": START, "resumed_at": START},
        {"consumed": -DAY},
        {"consumed": DAY},
        {"stopped_at": START + DAY, "consumed": 2 * DAY},
        {"resumed_at": START - DAY},
    ],
)
def test_law_deadlines_stored_clocks_that_contradict_themselves_are_refused(
    fields: dict[str, object],
) -> None:
    with pytest.raises(ClockInconsistent):
        RunningClock(Duration.parse("P3M"), START, **fields)  # type: ignore[arg-type]


def test_law_deadlines_no_clock_runs_on_words() -> None:
    promptly = PROPOSAL.deadline("report.submit")
    with pytest.raises(NoNumericLimit, match="promptly"):
        promptly.start(START)
    assert limit_of("unknown") is Wording.UNKNOWN
    with pytest.raises(ValueRefused):
        limit_of(3)


def test_law_deadlines_effects_turn_clocks_as_the_removal_order_needs() -> None:
    limit = PROPOSAL.deadline("removal-order.execute")
    received = turn(None, Effect.START, limit, START)
    suspended = turn(received, Effect.STOP, limit, START + DAY / 2)
    again = turn(suspended, Effect.RESTART, limit, START + 3 * DAY)
    assert again is not None
    assert again.due() == START + 4 * DAY
    assert turn(again, Effect.END, limit, START + 4 * DAY) is None
    resumed = turn(suspended, Effect.RESUME, limit, START + 3 * DAY)
    assert resumed is not None
    assert resumed.due() == START + 3 * DAY + DAY / 2


def test_law_deadlines_an_extension_counts_from_the_same_start() -> None:
    limit = PROPOSAL.deadline("report.confirm-new")
    longer = turn(limit.start(START), Effect.EXTEND, limit, START + DAY)
    assert longer is not None
    assert longer.due() == datetime(2027, 3, 31, 9, 30, tzinfo=UTC)


def test_law_deadlines_effects_need_a_clock_and_an_extension() -> None:
    limit = PROPOSAL.deadline("removal-order.execute")
    with pytest.raises(ClockAbsent, match="cannot stop"):
        turn(None, Effect.STOP, limit, START)
    with pytest.raises(NoExtension):
        turn(limit.start(START), Effect.EXTEND, limit, START)
    assert turn(None, Effect.END, limit, START) is None


def test_law_deadlines_a_deadline_can_be_made_outside_a_profile() -> None:
    hold = Deadline("hold", Duration.parse("PT72H"), "the hit", "DESIGN")
    assert hold.start(START).due() == START + 3 * DAY
