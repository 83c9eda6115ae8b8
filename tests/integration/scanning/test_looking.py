"""Looking is counted by the server for every door, ends by its clock, and only a senior extends."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, text
from tests.world import BOSS, JONAS, KEPT, MIRA, SARA, World, picture

from tutela.evidence.looking import care, jobs, store
from tutela.evidence.looking import service as looking
from tutela.evidence.looking.counters import node_limits
from tutela.evidence.looking.errors import (
    DayFull,
    ExtendedEnough,
    ExtensionReasonMissing,
    LimitLooser,
    LimitUnusable,
    LookEnded,
    LooksAtNothing,
    NoLooking,
    OnBreak,
    OwnExtension,
    PartSkipped,
    PauseDue,
    StepSkipped,
)
from tutela.evidence.looking.model import Ending, Shown, Spent
from tutela.evidence.model import ViewKind
from tutela.platform.accounts import service as accounts
from tutela.platform.accounts.errors import AccountUnknown
from tutela.platform.accounts.signin import person
from tutela.platform.errors import DatabaseBusy, Forbidden
from tutela.platform.permissions import Role
from tutela.platform.secret import Secret
from tutela.signals.stretch import Stretch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from tutela.evidence.looking.model import Looked
    from tutela.platform.actor import Actor
    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

PASSWORD = "nine lives of a quiet cat"


class Seen(World):
    """A world with one kept item, labelled A1 (10 points), and people who look at it."""

    item_id: str
    object_id: UUID

    def prepare(self) -> Seen:
        self.learn(1)
        item = self.hit(picture(1))
        found = self.item(item).evidence_id
        assert found is not None
        self.item_id, self.object_id = str(item), found
        return self

    def sees(self, by: Actor = MIRA, step: ViewKind = ViewKind.TILES, **more: Any) -> Looked:
        return looking.look(
            self.node, by, self.object_id, item_id=self.item_id, purpose="review",
            kind=step, **more,
        )  # fmt: skip

    def limit(self, by: Actor = MIRA, **figures: int) -> None:
        """Somebody takes stricter limits of their own; the tests' way to a near end."""
        care.set_limits(self.node, by, replace(node_limits(self.node.settings), **figures))

    def somebody(self, name: str, role: Role = Role.REVIEWER) -> Actor:
        accounts.add_account(self.node, BOSS, name, [role], Secret(PASSWORD))
        return person(self.node, name, Secret(PASSWORD))

    def endings(self) -> list[tuple[str, int]]:
        rows = sorted(self.rows("evidence_view_end"), key=lambda row: row.at)
        return [(row.ending, row.seconds) for row in rows]


@pytest.fixture
def world(node: Node) -> Iterator[Seen]:
    one = Seen(node, policy=KEPT)
    one.switch_on()
    one.prepare()
    try:
        yield one
    finally:
        one.close()


def moving(seconds: int) -> Any:
    def shown(data: bytes, at: datetime) -> Shown:
        del data, at
        return Shown(b"stills", seconds, 9)

    return shown


def test_the_day_is_full_after_its_items_and_empty_on_the_next(
    world: Seen, clock: ManualClock
) -> None:
    world.limit(items=2)
    world.sees()
    world.sees()
    with pytest.raises(DayFull, match=r"until 2026-11-23 00:00 \(UTC\)"):
        world.sees()
    assert len(world.events("evidence:open")) == 2
    world.sees(JONAS)
    clock.advance(timedelta(hours=15))
    world.sees()


def test_a_row_needs_a_pause_from_the_end_of_its_last_view(world: Seen, clock: ManualClock) -> None:
    world.limit(streak_items=1)
    world.sees()
    for minutes in (0, 15):
        clock.advance(timedelta(minutes=minutes))
        with pytest.raises(PauseDue):
            world.sees()
    clock.advance(timedelta(seconds=20))
    world.sees()


def test_severity_counts_by_the_label_of_the_item(world: Seen) -> None:
    world.limit(points=25)
    world.sees()
    world.sees()
    with pytest.raises(DayFull):
        world.sees()


def test_minutes_are_what_was_looked_and_a_view_is_cut_to_what_is_left(
    world: Seen, clock: ManualClock
) -> None:
    world.limit(minutes=1)
    first = world.sees()
    clock.advance(timedelta(seconds=8))
    assert looking.hide(world.node, MIRA, first.view_id)
    assert care.own(world.node, MIRA).spent.seconds == 8
    assert [world.sees().seconds for _ in range(3)] == [20, 20, 12]
    with pytest.raises(DayFull):
        world.sees()


def test_stills_of_what_moves_count_its_seconds_too(world: Seen) -> None:
    world.sees(shown_as=moving(90))
    assert care.own(world.node, MIRA).spent.seconds == 110
    world.sees(shown_as=moving(100_000))
    assert care.own(world.node, MIRA).spent.streak_seconds == 15 * 60
    with pytest.raises(PauseDue):
        world.sees()


WHOLE = Stretch(0, 3_600_000)


def of_film(stretch: Stretch) -> Any:
    def shown(data: bytes, at: datetime) -> Shown:
        del data, at
        return Shown(b"stills", stretch.seconds, 9, stretch)

    return shown


def films(world: Seen, stretch: Stretch, look: UUID | None = None, **more: Any) -> Looked:
    wanted = stretch if look else None
    return world.sees(shown_as=of_film(stretch), look_id=look, stretch=wanted, **more)


def test_a_stretch_of_a_film_counts_the_seconds_it_runs_once(world: Seen) -> None:
    minute = Stretch(0, 60_000)
    look = films(world, minute).look_id
    assert care.own(world.node, MIRA).spent.seconds == 80
    films(world, minute, look, step=ViewKind.GREY)
    part = minute.parts[2]
    films(world, part, look)
    assert care.own(world.node, MIRA).spent.seconds == 60 + part.seconds + 20, "others gave back"
    assert care.own(world.node, MIRA).spent.items == 1


def test_a_long_film_fills_the_row_and_leaves_room_to_reach_any_second_of_it(world: Seen) -> None:
    stretch = WHOLE
    look = films(world, stretch).look_id
    assert care.own(world.node, MIRA).spent.streak_seconds == 15 * 60 - 8 * 20
    while stretch.deeper:
        stretch = stretch.parts[4]
        films(world, stretch, look)
    for step in (ViewKind.GREY, ViewKind.COLOUR):
        films(world, stretch, look, step=step)
    assert stretch.parts[0].end - stretch.parts[0].start <= 1000


def test_a_part_is_one_of_what_was_seen_in_this_look_and_begins_with_tiles(world: Seen) -> None:
    look = films(world, WHOLE).look_id
    films(world, WHOLE, look, step=ViewKind.GREY)
    part = WHOLE.parts[0]
    for stretch in (Stretch(5, 400_000), part.parts[0], Stretch(0, 7_200_000)):
        with pytest.raises(PartSkipped):
            films(world, stretch, look)
    with pytest.raises(StepSkipped):
        films(world, part, look, step=ViewKind.GREY)
    films(world, part, look)
    films(world, part, look, step=ViewKind.GREY)
    films(world, WHOLE, look)
    with pytest.raises(PartSkipped):
        world.sees(shown_as=of_film(part), stretch=part)


def test_the_log_says_which_stretch_of_a_film_was_seen(world: Seen) -> None:
    look = films(world, WHOLE).look_id
    films(world, WHOLE.parts[1], look)
    rows = sorted(world.rows("evidence_view"), key=lambda row: row.at)
    stretches = [(0, 3_600_000), (400_000, 800_000)]
    assert [(row.film_from, row.film_until) for row in rows] == stretches
    told = [one.facts for one in world.events("evidence:open")]
    assert [(one["film_from"], one["film_until"]) for one in told] == stretches
    world.sees()
    assert {row.film_from for row in world.rows("evidence_view")} == {0, 400_000, None}


def test_steps_of_a_look_cost_seconds_only_and_each_ends_the_one_before(
    world: Seen, clock: ManualClock
) -> None:
    world.limit(items=1, streak_items=1)
    look = world.sees().look_id
    clock.advance(timedelta(seconds=3))
    world.sees(step=ViewKind.GREY, look_id=look)
    clock.advance(timedelta(seconds=5))
    last = world.sees(step=ViewKind.COLOUR, look_id=look)
    clock.advance(timedelta(seconds=7))
    looking.hide(world.node, MIRA, last.view_id, Ending.LEFT)
    assert world.endings() == [("next", 3), ("next", 5), ("left", 7)]
    spent = care.own(world.node, MIRA).spent
    assert (spent.items, spent.points, spent.seconds) == (1, 10, 15)


def test_no_step_is_skipped_taken_over_or_taken_too_late(world: Seen, clock: ManualClock) -> None:
    with pytest.raises(StepSkipped):
        world.sees(step=ViewKind.GREY)
    look = world.sees().look_id
    with pytest.raises(StepSkipped):
        world.sees(step=ViewKind.COLOUR, look_id=look)
    with pytest.raises(LookEnded):
        world.sees(JONAS, step=ViewKind.GREY, look_id=look)
    clock.advance(timedelta(minutes=10))
    with pytest.raises(LookEnded):
        world.sees(step=ViewKind.GREY, look_id=look)
    assert [row.facts["kind"] for row in world.events("evidence:open")] == ["tiles"]


def test_what_could_not_be_shown_costs_nothing(world: Seen) -> None:
    def broken(data: bytes, at: datetime) -> Shown:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        world.sees(shown_as=broken)
    assert world.rows("exposure") == []
    assert world.rows("evidence_view") == []


def test_nothing_is_opened_for_who_may_see_no_more(world: Seen) -> None:
    world.limit(items=1)
    world.sees()

    def never(data: bytes, at: datetime) -> Shown:
        raise AssertionError("the bytes were opened")

    with pytest.raises(DayFull):
        world.sees(shown_as=never)


def test_a_view_that_nobody_ends_is_ended_by_its_time_once(world: Seen, clock: ManualClock) -> None:
    """So it goes with a browser that vanishes, and with a process that dies in the middle."""
    view = world.sees().view_id
    clock.advance(timedelta(seconds=19))
    jobs.end_views(world.node)
    assert world.endings() == []
    clock.advance(timedelta(hours=5))
    jobs.end_views(world.node)
    jobs.end_views(world.node)
    assert world.endings() == [("expired", 20)]
    assert not looking.hide(world.node, MIRA, view)
    [row] = world.events("evidence:close")
    assert (row.actor_kind, row.facts["seconds"], row.facts["kind"]) == ("node", 20, "tiles")


def test_nobody_ends_the_view_of_another(world: Seen) -> None:
    view = world.sees().view_id
    assert not looking.hide(world.node, JONAS, view)
    assert looking.hide(world.node, MIRA, view)
    assert not looking.hide(world.node, MIRA, view)
    assert len(world.endings()) == 1


def test_who_comes_late_to_end_a_view_finds_it_expired(world: Seen, clock: ManualClock) -> None:
    view = world.sees().view_id
    clock.advance(timedelta(minutes=3))
    assert looking.hide(world.node, MIRA, view)
    assert world.endings() == [("expired", 20)]


def test_two_views_at_once_both_count_and_a_pause_begins_after_the_last(
    world: Seen, clock: ManualClock
) -> None:
    world.limit(streak_items=2)
    first = world.sees().view_id
    clock.advance(timedelta(seconds=10))
    world.sees()
    looking.hide(world.node, MIRA, first)
    assert care.own(world.node, MIRA).spent.seconds == 30
    clock.advance(timedelta(minutes=15, seconds=19))
    with pytest.raises(PauseDue):
        world.sees()
    clock.advance(timedelta(seconds=1))
    world.sees()


@pytest.mark.parametrize("back", [timedelta(minutes=1), timedelta(hours=20), timedelta(days=40)])
def test_a_server_clock_that_goes_back_refills_nothing(
    world: Seen, clock: ManualClock, back: timedelta
) -> None:
    world.limit(items=1)
    world.sees()
    clock.advance(-back)
    with pytest.raises(NoLooking):
        world.sees()
    clock.advance(back)
    with pytest.raises(NoLooking):
        world.sees()


def test_a_break_shows_nothing_is_ended_by_the_clock_and_is_in_no_log(
    world: Seen, clock: ManualClock
) -> None:
    before = len(world.events())
    until = care.take_break(world.node, MIRA)
    assert until == clock.now() + timedelta(minutes=15)
    assert len(world.events()) == before
    with pytest.raises(OnBreak):
        world.sees()
    world.sees(JONAS)
    clock.set(until)
    world.sees()


def test_hiding_while_the_clock_went_back_is_no_rest(world: Seen, clock: ManualClock) -> None:
    world.limit(streak_items=1)
    view = world.sees().view_id
    clock.advance(-timedelta(hours=3))
    assert looking.hide(world.node, MIRA, view)
    with pytest.raises(PauseDue):
        world.sees()


def test_two_forms_with_own_limits_at_once_take_turns(world: Seen) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda items: world.limit(items=items), (5, 3, 4, 3)))
    assert care.own(world.node, MIRA).limits.items == 3


def test_own_limits_can_only_be_stricter(world: Seen) -> None:
    with pytest.raises(LimitLooser, match="items in a day, 80 or less"):
        world.limit(items=81)
    with pytest.raises(LimitLooser, match="minutes of pause, 15 or more"):
        world.limit(pause_minutes=14)
    with pytest.raises(LimitUnusable, match="severity in a row"):
        world.limit(streak_points=0)
    assert world.rows("exposure_limit") == []


def test_a_looser_own_limit_begins_tomorrow(world: Seen, clock: ManualClock) -> None:
    world.limit(items=1)
    world.sees()
    world.limit(items=3, minutes=2)
    own = care.own(world.node, MIRA)
    assert (own.limits.items, own.limits.minutes) == (1, 2), "what is stricter holds at once"
    assert own.later is not None
    with pytest.raises(DayFull):
        world.sees()
    clock.advance(timedelta(days=1))
    assert care.own(world.node, MIRA).limits.items == 3
    world.sees()
    world.sees()


def test_a_node_that_becomes_stricter_is_not_overridden(world: Seen) -> None:
    world.limit(items=50)
    settings = world.node.settings.model_copy(update={"look_items": 10, "pause_minutes": 60})
    stricter = replace(world.node, settings=settings)
    limits = care.own(stricter, MIRA).limits
    assert (limits.items, limits.pause_minutes) == (10, 60)


def test_only_another_senior_extends_with_a_reason_and_bounded(
    world: Seen, clock: ManualClock
) -> None:
    lea, sven = world.somebody("lea"), world.somebody("sven", Role.SENIOR)
    world.somebody("ada", Role.AUDITOR)
    world.limit(lea, items=4)
    for _ in range(4):
        world.sees(lea)
    with pytest.raises(Forbidden):
        care.extend(world.node, MIRA, "lea", reason="please")
    with pytest.raises(OwnExtension):
        care.extend(world.node, sven, "sven", reason="I can take it")
    with pytest.raises(ExtensionReasonMissing):
        care.extend(world.node, sven, "lea", reason=" ")
    with pytest.raises(AccountUnknown):
        care.extend(world.node, sven, "nobody", reason="a child is in danger")
    with pytest.raises(LooksAtNothing):
        care.extend(world.node, sven, "ada", reason="a child is in danger")
    assert care.extend(world.node, sven, "lea", reason="a child is in danger") == 1
    world.sees(lea)
    with pytest.raises(DayFull):
        world.sees(lea)
    assert care.extend(world.node, sven, "lea", reason="the same case") == 2
    with pytest.raises(ExtendedEnough):
        care.extend(world.node, sven, "lea", reason="once more")
    rows = world.events("exposure:extend")
    assert [(row.reason, row.actor_id) for row in rows] == [
        ("a child is in danger", sven.id), ("the same case", sven.id),
    ]  # fmt: skip
    clock.advance(timedelta(days=1))
    assert care.own(world.node, lea).limits.items == 4


def test_a_senior_sees_who_is_near_a_limit_and_no_figure(world: Seen) -> None:
    lea, max_ = world.somebody("lea"), world.somebody("max")
    world.somebody("sven", Role.SENIOR)
    world.limit(lea, items=5)
    world.sees(max_)
    for _ in range(3):
        world.sees(lea)
    assert care.neighbours(world.node, SARA) == []
    world.sees(lea)
    [near] = care.neighbours(world.node, SARA)
    assert (near.name, near.near, near.at_limit, near.extensions) == ("lea", True, False, 0)
    world.sees(lea)
    [there] = care.neighbours(world.node, SARA)
    assert there.at_limit
    with pytest.raises(Forbidden):
        care.neighbours(world.node, MIRA)


def test_counters_are_one_row_and_are_erased_two_days_after_the_last_look(
    world: Seen, clock: ManualClock
) -> None:
    world.limit(items=5)
    for _ in range(3):
        world.sees()
        clock.advance(timedelta(days=1))
    assert len(world.rows("exposure")) == 1
    jobs.forget(world.node)
    assert len(world.rows("exposure")) == 1
    clock.advance(timedelta(days=1))
    jobs.forget(world.node)
    assert world.rows("exposure") == []
    assert len(world.rows("exposure_limit")) == 1, "what somebody chose for themselves stays"


def test_counters_that_are_forgotten_at_that_moment_are_made_anew(
    world: Seen, clock: ManualClock
) -> None:
    """Who looks and what erases old counters may meet: neither fails."""
    now = clock.now()
    empty = Spent(now.date(), now)
    with world.node.transaction() as connection:
        store.lock(connection, MIRA.id, empty, now)

    def forgets(*_: object) -> None:
        with suppress(DatabaseBusy), world.node.transaction() as other:
            other.execute(text("SET LOCAL lock_timeout = '50ms'"))
            store.forget(other, now)

    with world.node.transaction() as connection:
        event.listen(connection, "after_cursor_execute", forgets)
        assert store.lock(connection, MIRA.id, empty, now + timedelta(days=2)) == empty
