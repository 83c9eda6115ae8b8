"""What a user is told is held back only on a recorded ground and for a time, and then leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from tests.integration.redress.conftest import told
from tests.together import together
from tests.world import CONFIRM, MIRA, REJECT, SARA, World, picture

from tutela.casework.errors import CaseUnknown, PersonNeeded
from tutela.platform.actor import NODE
from tutela.platform.alerts.model import Kind
from tutela.platform.errors import Forbidden
from tutela.redress.statements import alerting, mending, reading, withholding
from tutela.redress.statements.errors import (
    AlreadyWithheld,
    GroundMissing,
    RenewedAlready,
    WithholdingEnd,
    WithholdingNeedsWords,
    WithholdingUnknown,
    WithholdingYours,
)
from tutela.redress.statements.store_reading import Which

if TYPE_CHECKING:
    from uuid import UUID

    from tests.simulators.platform import Platform

    from tutela.platform.actor import Actor
    from tutela.platform.clock import ManualClock

DAY = timedelta(days=1)
WEEKS = 6 * 7 * DAY
SVEN = replace(SARA, id="account:sven", name="sven")


@pytest.fixture
def case(live: World) -> UUID:
    """A case whose user was told of the hold already."""
    item = live.hit(picture(1), name="photo-1")
    live.run_jobs()
    return live.case_of(item)


def withhold(live: World, case: UUID, by: Actor = SARA, days: float = 10) -> UUID:
    until = live.node.clock.now() + days * DAY
    return withholding.hold_back(
        live.node, by, case, why="investigation", source="Police, 12 Js 345/26", until=until
    )


def decide(live: World, case: UUID, judgement: object = CONFIRM) -> None:
    from tutela.casework import decisions  # noqa: PLC0415 - here only

    decisions.decide(live.node, MIRA, case, judgement)  # type: ignore[arg-type]
    live.run_jobs()


def held(live: World) -> list[str]:
    found = reading.list_statements(live.node, MIRA, Which.HELD_BACK)
    return [one.statement.kind.value for one in found]


def letters(platform: Platform) -> list[str]:
    return [one["restriction"] for one in told(platform)]


def test_of_two_people_who_hold_back_the_same_at_once_one_does(live: World) -> None:
    for number in range(6):
        case = live.case_of(live.hit(picture(1), account=f"kim-{number}", name=f"photo-{number}"))
        made = together(*[partial(withhold, live, case, by) for by in (SARA, SVEN)])
        assert sorted(type(one).__name__ for one in made) == ["AlreadyWithheld", "UUID"]


def test_it_leaves_by_itself_when_the_time_is_over_and_says_why_so_late(
    live: World, platform: Platform, clock: ManualClock, case: UUID
) -> None:
    withhold(live, case)
    decide(live, case)
    assert (letters(platform), held(live)) == (["hold"], ["removal"])
    clock.advance(10 * DAY - timedelta(seconds=1))
    mending.tend(live.node)
    live.run_jobs()
    assert held(live) == ["removal"]
    clock.advance(timedelta(seconds=1))
    mending.tend(live.node)
    live.run_jobs()
    assert (letters(platform), held(live)) == (["hold", "removal"], [])
    late = told(platform)[-1]
    assert "The law allows us to tell you this only now." in late["text"]
    assert datetime.fromisoformat(late["complain_until"]) >= clock.now() + 180 * DAY
    assert "only now" not in told(platform)[0]["text"]
    [ended] = live.events("withholding:end")
    assert (ended.actor_kind, ended.reason) == ("node", "its time is over")


def test_a_restriction_that_ended_meanwhile_is_told_in_order(
    live: World, platform: Platform, clock: ManualClock, case: UUID
) -> None:
    withhold(live, case)
    decide(live, case)
    [item] = [row.item_id for row in live.rows("case_item")]
    live.reverse(item, REJECT)
    live.run_jobs()
    assert held(live) == ["ended", "removal"]
    clock.advance(11 * DAY)
    mending.tend(live.node)
    live.run_jobs()
    assert letters(platform) == ["hold", "removal", "ended"]


def test_who_may_releases_it_and_it_leaves_at_once(
    live: World, platform: Platform, case: UUID
) -> None:
    made = withhold(live, case)
    decide(live, case)
    withholding.release(live.node, SVEN, made, reason="the arrest was made")
    live.run_jobs()
    assert letters(platform) == ["hold", "removal"]
    with pytest.raises(WithholdingUnknown):
        withholding.release(live.node, SVEN, made, reason="again")


def test_it_holds_for_the_account_in_every_case_of_it(
    live: World, platform: Platform, case: UUID
) -> None:
    live.learn(2)
    decide(live, case)
    withhold(live, case)
    other = live.hit(picture(2), name="photo-2")
    assert live.case_of(other) != case
    live.run_jobs()
    assert held(live) == ["hold"]
    live.learn(3)
    live.hit(picture(3), account="lee")
    live.run_jobs()
    assert held(live) == ["hold"]


@pytest.mark.parametrize("days", [-1, 0, 42.01, 400])
def test_a_time_that_is_over_or_too_long_is_refused(live: World, case: UUID, days: float) -> None:
    with pytest.raises(WithholdingEnd):
        withhold(live, case, days=days)


def test_six_weeks_are_six_weeks_across_the_end_of_summer_time(
    live: World, clock: ManualClock, case: UUID
) -> None:
    clock.set(datetime(2027, 10, 20, 9, 0, tzinfo=UTC))
    made = withhold(live, case, days=42)
    clock.set(datetime(2027, 12, 1, 8, 59, 59, tzinfo=UTC))
    assert withholding.end_due(live.node) == 0
    clock.set(datetime(2027, 12, 1, 9, 0, 0, tzinfo=UTC))
    assert withholding.end_due(live.node) == 1
    assert withholding.end_due(live.node) == 0
    assert made


def test_only_another_person_lets_it_run_on_and_only_once(
    live: World, clock: ManualClock, case: UUID
) -> None:
    made = withhold(live, case, days=42)
    clock.advance(40 * DAY)
    later = clock.now() + WEEKS
    with pytest.raises(WithholdingYours):
        withholding.renew(live.node, SARA, made, source="They ask again", until=later)
    with pytest.raises(WithholdingEnd):
        withholding.renew(live.node, SVEN, made, source="They ask again", until=later + DAY)
    withholding.renew(live.node, SVEN, made, source="They ask again", until=later)
    with pytest.raises(RenewedAlready):
        withholding.renew(live.node, SVEN, made, source="And again", until=later)
    clock.set(later)
    assert withholding.end_due(live.node) == 1


def test_it_needs_a_person_who_may_a_case_and_words(live: World, case: UUID) -> None:
    until = live.node.clock.now() + DAY
    for actor, wrong in ((MIRA, Forbidden), (NODE, PersonNeeded)):
        with pytest.raises(wrong):
            withhold(live, case, by=actor)
    with pytest.raises(CaseUnknown):
        withhold(live, live.node.ids.new())
    for words in ("", "  ", "x" * 501):
        with pytest.raises(WithholdingNeedsWords):
            withholding.hold_back(live.node, SARA, case, why="order", source=words, until=until)
    for why in ("", "because"):
        with pytest.raises(GroundMissing):
            withholding.hold_back(live.node, SARA, case, why=why, source="Police", until=until)
    with pytest.raises(WithholdingEnd):
        withholding.hold_back(live.node, SARA, case, why="order", source="Police", until=None)
    withhold(live, case)
    with pytest.raises(AlreadyWithheld):
        withhold(live, case, by=SVEN)


def test_what_is_held_back_for_long_calls_somebody(
    live: World, clock: ManualClock, case: UUID
) -> None:
    withhold(live, case, days=42)
    look = alerting.CONDITIONS[Kind.STATEMENT_HELD_LONG]
    assert look(live.node, clock.now()) is None
    clock.advance(22 * DAY)
    found = look(live.node, clock.now())
    assert found is not None
    assert found.count == 1


def test_an_unfit_letter_calls_somebody(live: World, clock: ManualClock) -> None:
    live.declare(replace(live.policy, contact="TODO"))
    live.hit(picture(1))
    live.run_jobs()
    found = alerting.CONDITIONS[Kind.STATEMENT_UNFIT](live.node, clock.now())
    assert found is not None
    assert found.count == 1


def test_the_application_cannot_delete_what_was_recorded(live: World, case: UUID) -> None:
    withhold(live, case)
    with pytest.raises(Exception, match="permission denied"):  # noqa: SIM117
        with live.node.transaction() as connection:
            connection.execute(text("DELETE FROM tutela.withholding"))
