"""Points and age are one order, and every point has its reason in words."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.casework.children import Circumstance
from tutela.casework.priority import (
    CHILDREN,
    COERCED,
    DANGER,
    ENDING,
    FLAG_DANGER,
    FLAG_HARMED,
    FLAGGED,
    FOR_EACH_SEVERITY,
    GRAVEST,
    HELD,
    MANY,
    MOST_FLAGGED,
    NOTICED,
    OVERDUE,
    REPEATED,
    RESTORATION,
    SAID_DANGER,
    SOON,
    SPREAD,
    TRUSTED,
    UNSURE,
    Facts,
    HoldStage,
    hold_stage,
    priority,
    stands_as_of,
)

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FACTS = st.builds(
    Facts,
    danger=st.booleans(),
    hold=st.sampled_from(HoldStage),
    restoration=st.booleans(),
    severity=st.integers(0, GRAVEST),
    unsure=st.booleans(),
    circumstance=st.none() | st.sampled_from(Circumstance),
    repeated=st.booleans(),
    items=st.integers(0, 1000),
)


def points(**facts: object) -> int:
    return priority(Facts(**facts)).points  # type: ignore[arg-type]


def test_a_case_of_which_nothing_is_known_has_no_points_and_no_reasons() -> None:
    assert priority(Facts()).points == 0
    assert priority(Facts()).reasons == ()


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ({"danger": True}, {"circumstance": Circumstance.COERCED}),
        ({"circumstance": Circumstance.COERCED}, {"hold": HoldStage.OVERDUE, "restoration": True}),
        ({"circumstance": Circumstance.UNKNOWN}, {"unsure": True}),
        ({"danger": True}, {"hold": HoldStage.OVERDUE, "restoration": True, "severity": 10}),
        ({"hold": HoldStage.OVERDUE}, {"restoration": True, "hold": HoldStage.RUNNING}),
        ({"restoration": True}, {"hold": HoldStage.ENDING}),
        ({"hold": HoldStage.ENDING}, {"hold": HoldStage.RUNNING, "severity": 10}),
        ({"hold": HoldStage.RUNNING}, {"severity": 10}),
        ({"severity": 9}, {"severity": 8}),
        ({"repeated": True}, {}),
        ({"items": MANY}, {"items": MANY - 1}),
    ],
)
def test_what_is_worse_stands_further_ahead(
    more: dict[str, object], less: dict[str, object]
) -> None:
    assert points(**more) > points(**less)


@given(FACTS)
def test_the_points_are_the_sum_of_reasons_in_words_the_weightiest_first(facts: Facts) -> None:
    found = priority(facts)
    assert found.points == sum(one.points for one in found.reasons)
    assert all(one.points > 0 and one.words for one in found.reasons)
    weights = [one.points for one in found.reasons]
    assert weights == sorted(weights, reverse=True)


@given(FACTS, FACTS, st.integers(0, 20_000))
def test_a_point_weighs_as_much_as_an_hour_of_waiting(one: Facts, other: Facts, hours: int) -> None:
    first, second = priority(one).points, priority(other).points
    older = stands_as_of(NOON - hours * HOUR, first)
    newer = stands_as_of(NOON, second)
    assert (older < newer) == (first + hours > second)


def test_the_page_about_the_queue_says_the_points_that_are_given() -> None:
    page = Path(__file__).parents[2] / "docs" / "why" / "the-queue.md"
    said = re.findall(
        r"^\| .* \| ([\d,]+)(?: for each)?(?: account, (\d+) at most)? \|$",
        page.read_text("utf-8"),
        re.MULTILINE,
    )
    points = [int(one.replace(",", "")) for row in said for one in row if one]
    given = [DANGER, SAID_DANGER, COERCED, FLAG_DANGER, TRUSTED, OVERDUE, RESTORATION, ENDING]
    given += [HELD, NOTICED, FLAGGED, MOST_FLAGGED, FOR_EACH_SEVERITY, CHILDREN, FLAG_HARMED]
    given += [UNSURE, REPEATED, SPREAD]
    assert points == given


def test_a_clock_is_ending_in_its_last_hours_and_overdue_only_after_its_alarm() -> None:
    due = NOON + SOON
    assert hold_stage(None, alarmed=False, now=NOON) is HoldStage.NONE
    assert hold_stage(due + HOUR, alarmed=False, now=NOON) is HoldStage.RUNNING
    assert hold_stage(due, alarmed=False, now=NOON) is HoldStage.ENDING
    assert hold_stage(NOON - HOUR, alarmed=False, now=NOON) is HoldStage.ENDING
    assert hold_stage(NOON - HOUR, alarmed=True, now=NOON) is HoldStage.OVERDUE
