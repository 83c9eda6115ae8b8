"""Whatever is looked at, in whatever order and by however many at once, no limit is passed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from tests.world import KEPT, MIRA, World, picture

from tutela.evidence.looking import budget
from tutela.evidence.looking import service as looking
from tutela.evidence.looking.errors import NoLooking
from tutela.evidence.looking.model import Cost, Limits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

ZONE = ZoneInfo("Europe/Rome")
START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LIMITS = Limits(
    items=6, minutes=4, points=40,
    streak_items=3, streak_minutes=2, streak_points=20, pause_minutes=10,
)  # fmt: skip

# What happens next: so many seconds pass (or are taken back), then a look of that weight, which is
# left after so many of its twenty seconds.
ACT = st.tuples(st.integers(-5000, 5000), st.integers(1, 10), st.integers(0, 20))


@given(st.lists(ACT, max_size=60))
def test_no_order_of_looks_passes_a_limit_whatever_the_clock_does(
    acts: list[tuple[int, int, int]],
) -> None:
    now, spent = START, budget.none_yet(START, ZONE)
    seen: dict[object, list[int]] = {}
    for passes, weight, stays in acts:
        now += timedelta(seconds=passes)
        spent = budget.as_of(spent, now, ZONE, LIMITS)
        if budget.refusal(spent, LIMITS, ZONE, weight):
            continue
        seconds = min(20, budget.seconds_left(spent, LIMITS))
        spent = budget.charged(spent, Cost(1, weight, seconds), now + timedelta(seconds=seconds))
        lasted = min(stays, seconds)
        spent = budget.given_back(spent, seconds - lasted, now, ZONE)
        day = seen.setdefault(spent.day, [0, 0, 0])
        for place, more in enumerate((1, lasted, weight)):
            day[place] += more
        assert spent.streak_items <= LIMITS.streak_items
        assert spent.streak_points <= LIMITS.streak_points
        assert spent.streak_seconds <= LIMITS.streak_minutes * 60
    for items, lasted, points in seen.values():
        assert items <= LIMITS.items
        assert points <= LIMITS.points
        assert lasted <= LIMITS.minutes * 60


@pytest.fixture
def world(node: Node) -> Iterator[World]:
    one = World(node, policy=KEPT).switch_on()
    try:
        yield one
    finally:
        one.close()


@pytest.fixture
def kept(world: World) -> tuple[UUID, str]:
    """An object whose bytes are kept, and its item."""
    world.learn(1)
    item = world.hit(picture(1))
    found = world.item(item).evidence_id
    assert found is not None
    return found, str(item)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(left=st.integers(0, 5), crowd=st.integers(6, 20))
def test_of_many_looks_at_once_exactly_as_many_begin_as_are_left(
    world: World, kept: tuple[UUID, str], left: int, crowd: int, clock: ManualClock
) -> None:
    clock.advance(timedelta(days=1))
    most = world.node.settings.streak_items
    with world.node.transaction() as connection:
        connection.execute(text("DELETE FROM exposure"))
    object_id, item_id = kept
    # So many are looked at one after the other that `left` are left; each label weighs 10.
    most = min(most, world.node.settings.streak_points // 10)
    for _ in range(most - left):
        looking.look(world.node, MIRA, object_id, item_id=item_id, purpose="before")

    def one(_: int) -> bool:
        try:
            looking.look(world.node, MIRA, object_id, item_id=item_id, purpose="at once")
        except NoLooking:
            return False
        return True

    with ThreadPoolExecutor(crowd) as people:
        begun = list(people.map(one, range(crowd)))
    assert sum(begun) == left
