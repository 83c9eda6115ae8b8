"""How much somebody may still see follows from counters and limits alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tutela.evidence.looking import budget, weights
from tutela.evidence.looking.model import NAMES, Cost, Limits, Reached, Spent

UTC_ZONE, ROME = ZoneInfo("UTC"), ZoneInfo("Europe/Rome")
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LIMITS = Limits(
    items=10, minutes=10, points=60,
    streak_items=4, streak_minutes=3, streak_points=30, pause_minutes=15,
)  # fmt: skip


def fresh(**counted: Any) -> Spent:
    return replace(budget.none_yet(NOW, UTC_ZONE), **counted)


def later(spent: Spent, **by: float) -> Spent:
    return budget.as_of(spent, spent.latest + timedelta(**by), UTC_ZONE, LIMITS)


def reached(spent: Spent, weight: int | None = 5) -> Reached | None:
    found = budget.refusal(spent, LIMITS, UTC_ZONE, weight)
    return found.reached if found else None


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        ({}, None),
        ({"items": 9}, None),
        ({"items": 10}, Reached.DAY),
        ({"points": 55}, None),
        ({"points": 56}, Reached.DAY),
        ({"seconds": 595}, None),
        ({"seconds": 596}, Reached.DAY),
        ({"streak_items": 3}, None),
        ({"streak_items": 4}, Reached.STREAK),
        ({"streak_points": 26}, Reached.STREAK),
        ({"streak_seconds": 176}, Reached.STREAK),
        ({"items": 10, "streak_items": 4}, Reached.DAY),
        ({"break_until": NOW + timedelta(minutes=1)}, Reached.BREAK),
        ({"break_until": NOW}, None),
    ],
)
def test_each_limit_stands_in_the_way_when_it_is_full(
    counted: dict[str, Any], expected: Reached | None
) -> None:
    assert reached(fresh(**counted)) is expected


def test_a_further_step_needs_seconds_only() -> None:
    assert reached(fresh(items=10, points=60, streak_items=4), None) is None
    assert reached(fresh(seconds=600), None) is Reached.DAY
    assert reached(fresh(break_until=NOW + timedelta(minutes=1)), None) is Reached.BREAK


def test_a_rest_ends_a_row_and_a_shorter_one_does_not() -> None:
    spent = budget.charged(fresh(streak_items=3), Cost(1, 5, 20), NOW + timedelta(seconds=20))
    assert reached(spent) is Reached.STREAK
    assert reached(later(spent, minutes=15)) is Reached.STREAK, "the view ended after 20 seconds"
    rested = later(spent, minutes=15, seconds=20)
    assert reached(rested) is None
    assert (rested.streak_items, rested.items) == (0, 1)


def test_the_day_is_the_one_of_the_nodes_zone() -> None:
    evening = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
    spent = replace(budget.none_yet(evening, ROME), items=10)
    found = budget.refusal(spent, LIMITS, ROME, 1)
    assert found is not None
    assert found.until == datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
    assert budget.as_of(spent, found.until - timedelta(seconds=1), ROME, LIMITS).items == 10
    assert budget.as_of(spent, found.until, ROME, LIMITS).items == 0


@pytest.mark.parametrize("back", [timedelta(seconds=1), timedelta(hours=10), timedelta(days=2)])
def test_a_clock_that_goes_back_refills_nothing_and_time_stands_still(back: timedelta) -> None:
    spent = fresh(items=10, streak_items=4, resting_from=NOW)
    earlier = budget.as_of(spent, NOW - back, UTC_ZONE, LIMITS)
    assert earlier == spent
    again = budget.as_of(earlier, NOW, UTC_ZONE, LIMITS)
    assert again.items == 10, "nor when it has caught up"


def test_a_clock_put_right_after_days_goes_on_counting_and_lets_the_next_day_come() -> None:
    ahead = fresh(items=10, streak_items=4, resting_from=NOW, break_until=NOW)
    right = NOW - timedelta(days=400)
    spent = budget.as_of(ahead, right, UTC_ZONE, LIMITS)
    assert (spent.items, spent.streak_items, spent.day) == (10, 4, right.date())
    assert reached(spent) is Reached.DAY
    assert budget.as_of(spent, right + timedelta(days=1), UTC_ZONE, LIMITS).items == 0


def test_what_was_paid_too_much_is_given_back_to_the_same_day_only() -> None:
    spent = fresh(seconds=60, streak_seconds=60)
    assert budget.given_back(spent, 15, NOW, UTC_ZONE).seconds == 45
    yesterday = budget.given_back(spent, 15, NOW - timedelta(days=1), UTC_ZONE)
    assert (yesterday.seconds, yesterday.streak_seconds) == (60, 45)


def test_an_extension_adds_a_quarter_to_the_day_and_nothing_to_a_row() -> None:
    more = LIMITS.extended(2)
    assert (more.items, more.minutes, more.points) == (14, 14, 90)
    assert (more.streak_items, more.pause_minutes) == (4, 15)
    assert reached(fresh(items=10, extensions=1)) is None
    assert later(fresh(items=10, extensions=1), days=1).extensions == 0


def test_of_two_limits_the_stricter_holds_figure_by_figure() -> None:
    other = Limits(5, 20, 60, 4, 1, 99, 30)
    assert LIMITS.stricter(other) == Limits(5, 10, 60, 4, 1, 30, 30)
    assert other.looser_than(LIMITS) == ("minutes", "streak_points")
    assert replace(LIMITS, pause_minutes=5).looser_than(LIMITS) == ("pause_minutes",)
    assert LIMITS.looser_than(LIMITS) == ()
    assert len(NAMES) == 7


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ([], 5),
        ([("a1-b2", "A1")], 10),
        ([("a1-b2", "B2"), ("a1-b2", "B1")], 9),
        ([("interpol-baseline", "not-illegal")], 1),
        ([("a scheme nobody has", "x")], 5),
        ([("a1-b2", "no such label"), ("a1-b2", "A2")], 8),
    ],
)
def test_an_item_weighs_what_its_gravest_label_says(
    labels: list[tuple[str, str]], expected: int
) -> None:
    assert weights.weight(labels) == expected
