"""Two ends of keeping: the Union's from identification, a foreign one from filing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.law.durations import Duration
from tutela.law.errors import NaiveInstant
from tutela.reporting.preservation.clocks import Choice, ForeignDuty, clocks

YEAR = ForeignDuty(Duration.parse("P1Y"), "18 U.S.C. 2258A(h)")
BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str, zone: ZoneInfo | None = None) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone or UTC)


def test_a_report_without_a_foreign_duty_has_one_end_and_no_conflict() -> None:
    ends = clocks(at("2026-11-22T09:00"), at("2026-11-23T09:00"), None)
    assert ends.european_end == at("2027-11-22T09:00")
    assert (ends.foreign_end, ends.conflict) == (None, False)
    assert ends.end(Choice.FOREIGN) == ends.european_end


def test_a_year_from_filing_outlasts_a_year_from_identification() -> None:
    ends = clocks(at("2026-11-22T09:00"), at("2026-11-24T15:30"), YEAR)
    assert ends.foreign_end == at("2027-11-24T15:30")
    assert ends.conflict
    assert ends.end(Choice.EUROPEAN) == at("2027-11-22T09:00")
    assert ends.end(Choice.FOREIGN) == at("2027-11-24T15:30")


@pytest.mark.parametrize("limit", ["P90D", "P1Y"])
def test_a_duty_that_ends_first_or_at_once_is_no_conflict(limit: str) -> None:
    instant = at("2026-11-22T09:00")
    ends = clocks(instant, instant, ForeignDuty(Duration.parse(limit), "a law"))
    assert not ends.conflict
    assert ends.end(Choice.FOREIGN) == ends.european_end


@pytest.mark.parametrize(
    ("identified", "profile"),
    [
        ("2026-07-30T23:59", ""),  # between two texts: none held
        ("2026-07-31T00:00", "interim-2026"),
        ("2028-02-29T12:00", "interim-2026"),
        ("2028-05-01T00:00", ""),
    ],
)
def test_the_profile_is_the_one_that_held_at_identification(identified: str, profile: str) -> None:
    assert clocks(at(identified), at("2028-06-01T00:00"), YEAR).profile == profile


@pytest.mark.parametrize(
    ("identified", "end"),
    [
        ("2028-02-29T12:00", "2029-02-28T12:00"),  # a leap day ends on the last of February
        ("2027-02-28T12:00", "2028-02-28T12:00"),
        ("2027-03-01T00:00", "2028-03-01T00:00"),
    ],
)
def test_twelve_months_are_calendar_months(identified: str, end: str) -> None:
    ends = clocks(at(identified), at(identified), YEAR)
    assert (ends.european_end, ends.foreign_end) == (at(end), at(end))


@pytest.mark.parametrize(
    "local",
    [
        "2027-03-28T01:59",  # a minute before the clocks go forward
        "2027-03-28T03:00",
        "2026-10-25T02:30",  # an hour that comes twice
        "2027-01-15T12:00",
    ],
)
def test_daylight_saving_moves_no_end(local: str) -> None:
    """The ends are counted in UTC, whatever the clock on the wall shows."""
    there = at(local, BERLIN)
    here = there.astimezone(UTC)
    assert clocks(there, there, YEAR) == clocks(here, here, YEAR)
    assert clocks(there, there, YEAR).european_end.time() == here.time()


def test_the_hour_that_comes_twice_gives_two_ends_an_hour_apart() -> None:
    first = at("2026-10-25T02:30", BERLIN)
    ends = [clocks(one, one, None).european_end for one in (first, first.replace(fold=1))]
    assert ends[1] - ends[0] == timedelta(hours=1)


def test_an_instant_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 11, 22)  # noqa: DTZ001 - it is what is refused
    with pytest.raises(NaiveInstant):
        clocks(naive, at("2026-11-22T09:00"), None)
    with pytest.raises(NaiveInstant):
        clocks(at("2026-11-22T09:00"), naive, YEAR)


@given(
    identified=st.datetimes(
        min_value=datetime(2020, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone
        max_value=datetime(2040, 1, 1),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
    waited=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400)),
    months=st.integers(min_value=1, max_value=36),
)
def test_no_choice_ends_before_the_unions_limit_or_after_the_later_end(
    identified: datetime, waited: timedelta, months: int
) -> None:
    duty = ForeignDuty(Duration.parse(f"P{months}M"), "a law")
    ends = clocks(identified, identified + waited, duty)
    assert ends.foreign_end is not None
    assert ends.conflict == (ends.end(Choice.FOREIGN) > ends.end(Choice.EUROPEAN))
    assert ends.end(Choice.FOREIGN) == max(ends.european_end, ends.foreign_end)
    assert timedelta(days=365) <= ends.european_end - identified <= timedelta(days=366)
