"""People go away: their cases go to who stands in, and a desk with nobody at it says so at once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from tests.world import BOSS, World, picture

from tutela.casework.claims import cover
from tutela.casework.claims import service as claims
from tutela.operating.alerting import watch_all
from tutela.platform.absences import service as absences
from tutela.platform.absences.errors import (
    AbsenceInvalid,
    AbsenceNotYours,
    AbsenceOverlaps,
    AbsenceReasonMissing,
    AbsenceUnknown,
    CoverUnfit,
    PersonAway,
    YouAreAway,
)
from tutela.platform.accounts import service as accounts
from tutela.platform.accounts import store as account_store
from tutela.platform.alerts import service as alerts
from tutela.platform.permissions import Role
from tutela.platform.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

WEEK = timedelta(days=7)


@pytest.fixture
def world(node: Node) -> Iterator[World]:
    one = World(node)
    one.switch_on()
    one.learn(1)
    try:
        yield one
    finally:
        one.close()


def person(node: Node, name: str, role: Role = Role.REVIEWER) -> Actor:
    accounts.add_account(node, BOSS, name, [role], Secret("nine lives of a quiet cat"))
    with node.read() as connection:
        found = account_store.find_account(connection, name)
    assert found
    return found.actor


def away(node: Node, who: Actor, cover_name: str = "", **more: Any) -> UUID:
    now = node.clock.now()
    span = {"since": now, "until": now + WEEK, **more}
    return absences.say(node, who, cover=cover_name, **span)


def holder(world: World, case: UUID) -> tuple[str, str | None]:
    with world.node.read() as connection:
        row = connection.execute(
            text('SELECT claim_state, claimed_by_name FROM tutela."case" WHERE id = :id'),
            {"id": case},
        ).one()
    return row.claim_state, row.claimed_by_name


def held(world: World, who: Actor) -> UUID:
    case = world.case_of(world.hit(picture(1)))
    claims.take(world.node, who, case)
    return case


def test_what_somebody_holds_goes_to_who_stands_in(world: World) -> None:
    mira, _ = person(world.node, "mira"), person(world.node, "jonas")
    case = held(world, mira)
    away(world.node, mira, "jonas")
    assert "casework:cover-at-once" in world.jobs()
    world.run_jobs()
    assert holder(world, case) == ("claimed", "jonas")
    assert cover.hand_over(world.node) == 0
    [event] = world.events("claim:reassign")
    assert (event.actor_kind, event.facts["away"]) == ("node", True)


def test_without_anybody_it_goes_back_to_the_queue(world: World) -> None:
    mira = person(world.node, "mira")
    case = held(world, mira)
    away(world.node, mira)
    world.run_jobs()
    assert holder(world, case) == ("free", None)


def test_a_case_of_the_seniors_goes_to_a_senior_or_waits_for_one(world: World) -> None:
    sara, mira = person(world.node, "sara", Role.SENIOR), person(world.node, "mira")
    case = world.case_of(world.hit(picture(1)))
    claims.escalate(world.node, mira, case, words="too grave for me")
    claims.take(world.node, sara, case)
    away(world.node, sara, "mira")
    world.run_jobs()
    assert holder(world, case) == ("escalated", None)


def test_an_absence_to_come_begins_and_ends_by_the_clock(world: World, clock: ManualClock) -> None:
    mira, _ = person(world.node, "mira"), person(world.node, "jonas")
    now = clock.now()
    away(world.node, mira, "jonas", since=now + WEEK, until=now + 2 * WEEK)
    case = held(world, mira)
    world.run_jobs()
    assert holder(world, case) == ("claimed", "mira")
    clock.advance(WEEK - timedelta(minutes=10))
    claims.take(world.node, mira, case)
    clock.advance(timedelta(minutes=10))
    assert cover.hand_over(world.node) == 1
    with pytest.raises(YouAreAway):
        claims.take(world.node, mira, case)
    clock.advance(WEEK)
    claims.take(world.node, mira, case)
    assert holder(world, case) == ("claimed", "mira")


def test_who_is_away_takes_no_case_and_is_given_none(world: World) -> None:
    mira, sara = person(world.node, "mira"), person(world.node, "sara", Role.SENIOR)
    person(world.node, "jonas")
    case = world.case_of(world.hit(picture(1)))
    made = away(world.node, mira, "jonas")
    with pytest.raises(YouAreAway):
        claims.take_next(world.node, mira)
    claims.reassign(world.node, sara, case, name="mira", words="yours")
    assert holder(world, case) == ("claimed", "jonas")
    absences.end(world.node, mira, made)
    claims.reassign(world.node, sara, case, name="mira", words="yours again")
    assert holder(world, case) == ("claimed", "mira")
    away(world.node, mira)
    with pytest.raises(PersonAway):
        claims.reassign(world.node, sara, case, name="mira", words="yours")


def test_a_senior_writes_it_down_for_others_with_a_reason(world: World) -> None:
    sara, mira = person(world.node, "sara", Role.SENIOR), person(world.node, "mira")
    with pytest.raises(AbsenceReasonMissing):
        away(world.node, sara, name="mira")
    made = away(world.node, sara, name="mira", reason="ill since this morning")
    [one] = absences.list_absences(world.node, BOSS)
    assert (one.name, one.said_by, one.cover) == ("mira", "sara", "")
    [event] = world.events("absence:say")
    assert event.reason == "ill since this morning"
    with pytest.raises(AbsenceNotYours):
        away(world.node, mira, name="sara", reason="ill")
    person(world.node, "jonas")
    absences.end(world.node, mira, made)
    with pytest.raises(AbsenceUnknown):
        absences.end(world.node, mira, made)


def test_what_makes_no_sense_is_refused_in_a_sentence(world: World) -> None:
    mira, jonas = person(world.node, "mira"), person(world.node, "jonas")
    person(world.node, "ada", Role.AUDITOR)
    now = world.node.clock.now()
    with pytest.raises(AbsenceInvalid, match="ends before it begins"):
        away(world.node, mira, since=now + WEEK, until=now + timedelta(days=1))
    with pytest.raises(AbsenceInvalid, match="longer than a year"):
        away(world.node, mira, until=now + timedelta(days=400))
    with pytest.raises(CoverUnfit, match="the person who is away"):
        away(world.node, mira, "mira")
    with pytest.raises(CoverUnfit, match="decides no cases"):
        away(world.node, mira, "ada")
    away(world.node, mira, "jonas")
    with pytest.raises(CoverUnfit, match="stand in for each other"):
        away(world.node, jonas, "mira")
    with pytest.raises(AbsenceOverlaps):
        away(world.node, mira, "jonas")


def test_a_desk_with_nobody_at_it_calls_at_once_and_its_holds_too(world: World) -> None:
    mira = person(world.node, "mira")
    world.hit(picture(1))
    made = away(world.node, mira)
    watch_all(world.node)
    stands = {one.kind.value: one.words for one in alerts.list_alerts(world.node, BOSS)}
    assert stands["nobody-here"] == "Everybody who decides cases is away"
    assert stands["hold-stranded"].startswith("An item is kept from view and everybody")
    absences.end(world.node, mira, made)
    watch_all(world.node)
    stands = {one.kind.value: one.words for one in alerts.list_alerts(world.node, BOSS)}
    assert not {"nobody-here", "hold-stranded"} & set(stands)
