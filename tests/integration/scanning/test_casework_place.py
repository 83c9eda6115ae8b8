"""The place of a case in the queue is what its facts say, whatever was done before."""

from __future__ import annotations

import itertools
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.world import (
    JONAS,
    KEPT,
    MIRA,
    SARA,
    SEEN_CONFIRM,
    SEEN_REJECT,
    World,
    altered,
    picture,
    with_second,
)

from tutela.casework import decisions, holds, queue, store_place
from tutela.casework.priority import HoldStage, facts_of, priority, stands_as_of
from tutela.platform.errors import TutelaError
from tutela.platform.services.model import SecondPerson
from tutela.reporting.threats import service as threats

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.clock import ManualClock

HOUR = timedelta(hours=1)
MOVES = ("exact", "near", "confirm", "reject", "agree", "decline", "reverse", "wrong", "wait")
MORE = ("danger", "safe", "always", "never")
_numbers = itertools.count(100)


class Walk:
    """Moves of people and the node around the cases of two accounts of its own."""

    def __init__(self, world: World, clock: ManualClock) -> None:
        self.world, self.clock = world, clock
        self._learn()
        self.account = f"account-{self.number}"
        self.items: list[UUID] = []

    def make(self, move: str, pick: int) -> None:
        with suppress(TutelaError):  # what is refused changes nothing
            self._make(move, pick)

    def _make(self, move: str, pick: int) -> None:
        world = self.world
        match move:
            case "exact" | "near":
                data = picture(self.number) if move == "exact" else altered(self.number)
                account = f"{self.account}-{pick % 2}"
                self.items.append(world.hit(data, account=account, name=f"{len(self.items)}"))
            case "wait":
                self.clock.advance(HOUR * (pick % 60))
                holds.raise_alarms(world.node)
                holds.note_ending(world.node)
            case "wrong":
                world.withdraw(self.indicator)
                world.run_jobs()
                self._learn()
            case "always" | "never":
                world.declare(with_second(KEPT, SecondPerson(move)))
            case _ if self.items:
                self._about(move, self.items[pick % len(self.items)])

    def _learn(self) -> None:
        self.number = next(_numbers)
        self.indicator = self.world.learn(self.number)

    def _about(self, move: str, item: UUID) -> None:
        world, case = self.world, self.world.case_of(item)
        match move:
            case "confirm" | "reject":
                world.decide(item, SEEN_CONFIRM if move == "confirm" else SEEN_REJECT)
            case "agree" | "decline":
                world.second(item, agree=move == "agree", by=JONAS)
            case "reverse":
                found = world.item(item).state
                wanted = SEEN_REJECT if found == "confirmed" else SEEN_CONFIRM
                decisions.reverse(world.node, SARA, case, item, wanted)
            case "danger":
                threats.imminent(world.node, MIRA, case, reason="words said so")
            case "safe":
                threats.assess(world.node, MIRA, case, threat=False, reason="a joke")


def assert_places_are_true(world: World) -> None:
    """What is stored of every case is what counting anew and the pure function say."""
    now = world.node.clock.now()
    for row in world.rows("case"):
        with world.node.read() as connection:
            found = store_place.counted(connection, row.id, now)
        stored = row._asdict()
        assert {name: stored[name] for name in found} == found
        points = priority(facts_of(stored)).points
        assert row.priority == points
        waits = row.state == "open" or found["seconding"] > 0
        assert row.queue_at == (stands_as_of(row.opened_at, points) if waits else None)


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # each example has left its cases behind
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.tuples(st.sampled_from(MOVES + MORE), st.integers(0, 99)), max_size=14))
def test_what_is_stored_is_what_the_pure_function_says_after_any_moves(
    live: World, clock: ManualClock, moves: list[tuple[str, int]]
) -> None:
    walk = Walk(live, clock)
    for move, pick in [("exact", 0), *moves]:
        walk.make(move, pick)
        # The clocks of cases of earlier walks go on too.
        holds.raise_alarms(live.node)
        holds.note_ending(live.node)
        assert_places_are_true(live)


def test_a_case_moves_ahead_when_its_hold_ends_soon(live: World, clock: ManualClock) -> None:
    live.hit(picture(1))
    assert holds.note_ending(live.node) == 0
    before = live.rows("case")[0].queue_at
    clock.advance(49 * HOUR)
    assert holds.note_ending(live.node) == 1
    assert holds.note_ending(live.node) == 0, "once is enough"
    [case] = live.rows("case")
    assert (case.hold_stage, case.queue_at < before) == (HoldStage.ENDING.value, True)


def test_danger_puts_a_case_before_all_others_and_a_mistake_puts_it_back(live: World) -> None:
    first = live.case_of(live.hit(picture(1), account="first"))
    second = live.case_of(live.hit(picture(1), account="second"))
    assert [one.id for one in queue.list_cases(live.node, MIRA)] == [first, second]
    threats.imminent(live.node, MIRA, second, reason="words said so")
    [ahead, _] = queue.list_cases(live.node, MIRA)
    assert ahead.id == second
    assert ahead.priority.reasons[0].words == "danger to life or safety was found"
    threats.assess(live.node, MIRA, second, threat=False, reason="a joke")
    assert [one.id for one in queue.list_cases(live.node, MIRA)] == [first, second]


def test_the_severity_of_a_case_is_that_of_the_gravest_label_that_waits(live: World) -> None:
    item = live.hit(picture(1))
    [case] = queue.list_cases(live.node, MIRA)
    assert "severity 10 of 10" in [one.words for one in case.priority.reasons]
    live.decide(item, SEEN_CONFIRM)
    assert live.rows("case")[0].severity == 0, "what is decided waits no more"
